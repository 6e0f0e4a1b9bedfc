# Writes noise from noise.csv, in any of the formats png, svg and pdf.
set encoding utf8
set datafile separator comma
do for [format in "png svg"] {
if (format eq "png") {
  # Twice the size of the SVG; at 96 points an inch, a font of 12 points times 0.75 is 12 units high in both.
  set terminal pngcairo noenhanced size 1808,848 font "DejaVu Sans,12" fontscale 1.5 linewidth 2
  symbol = 1.6; lift = 0
}
if (format eq "svg") {
  set terminal svg noenhanced size 904,424 font "DejaVu Sans,12" linewidth 1 background "#ffffff"
  symbol = 0.65; lift = 0.7
}
if (format eq "pdf") {
  # A point for each unit of the SVG.
  set terminal pdfcairo noenhanced size 904/72.0in,424/72.0in font "DejaVu Sans,12" fontscale 0.75 linewidth 2
  symbol = 0.8; lift = 0
}
set output 'noise.'.format
set multiplot
unset key
set border 3 linecolor rgb "#808080"
set tics nomirror out scale 0.5 textcolor rgb "#404040"
set grid linecolor rgb "#e4e4e4" linetype 1 linewidth 0.7
set style fill transparent solid 0.15 noborder
set xrange [19.1:50.9]
set yrange [30:70]
set format "%g"
set xtics (20, 50)
set ytics 10
set label 'R@1 under noisy correspondence' at screen 0.5, screen 0.9434 center font ",16"
set label 'Band: one sample standard deviation over seeds to each side of the mean.' at screen 0.99, screen 0.0236 right font ",10" textcolor rgb "#606060"
set arrow from screen 0.3248, screen 0.8656 to screen 0.3535, screen 0.8656 nohead linecolor rgb "#0072b2" linewidth 2
set label 'IRRA' at screen 0.3613, screen 0.8656 left
set arrow from screen 0.4207, screen 0.8656 to screen 0.4494, screen 0.8656 nohead linecolor rgb "#d55e00" linewidth 2
set label 'RDE' at screen 0.4572, screen 0.8656 left
set arrow from screen 0.5078, screen 0.8656 to screen 0.5365, screen 0.8656 nohead linecolor rgb "#606060" linewidth 2
set label '' at screen 0.5222, screen 0.8656 point linecolor rgb "#606060" pointtype 7 pointsize symbol*1.0
set label 'Best' at screen 0.5443, screen 0.8656 left
set arrow from screen 0.6037, screen 0.8656 to screen 0.6129, screen 0.8656 nohead linecolor rgb "#606060" linewidth 2
set arrow from screen 0.6232, screen 0.8656 to screen 0.6324, screen 0.8656 nohead linecolor rgb "#606060" linewidth 2
set label '' at screen 0.6181, screen 0.8656 point linecolor rgb "#606060" pointtype 6 pointsize symbol*1.0
set label 'Last' at screen 0.6402, screen 0.8656 left
set lmargin at screen 0.0752; set rmargin at screen 0.4956
set bmargin at screen 0.1651; set tmargin at screen 0.7547
set title 'CUHK-PEDES' offset 0,-0.4 font ",14"
set xlabel 'Mismatched training pairs (%)' offset 0,lift
set ylabel 'R@1 on the test split (%)'
plot 'noise.csv' skip 1 using 1:2 with linespoints linecolor rgb "#0072b2" linewidth 2 dashtype solid pointtype 7 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:3 with linespoints linecolor rgb "#0072b2" linewidth 2 dashtype (6,4) pointtype 6 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(4)-column(5)):(column(4)+column(5)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'noise.csv' skip 1 using 1:4 with linespoints linecolor rgb "#d55e00" linewidth 2 dashtype solid pointtype 7 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(6)-column(7)):(column(6)+column(7)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'noise.csv' skip 1 using 1:6 with linespoints linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) pointtype 6 pointsize symbol*1.0 notitle
unset label
unset arrow
unset object
set lmargin at screen 0.5531; set rmargin at screen 0.9735
set bmargin at screen 0.1651; set tmargin at screen 0.7547
set title 'RSTPReid (synthetic stand-in)' offset 0,-0.4 font ",14"
set xlabel 'Mismatched training pairs (%)' offset 0,lift
unset ylabel
plot 'noise.csv' skip 1 using 1:8 with linespoints linecolor rgb "#d55e00" linewidth 2 dashtype solid pointtype 7 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:9 with linespoints linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) pointtype 6 pointsize symbol*1.0 notitle
unset label
unset arrow
unset object
unset multiplot
unset output
unset label
unset arrow
unset object
}
