# Writes noise from noise.csv, in any of the formats png, svg and pdf.
set encoding utf8
set datafile separator comma
do for [format in "png svg"] {
if (format eq "png") {
  # Twice the size of the SVG; at 96 points an inch, a font of 12 points times 0.75 is 12 units high in both.
  set terminal pngcairo noenhanced size 1324,892 font "DejaVu Sans,12" fontscale 1.5 linewidth 2
  symbol = 1.6; lift = 0
}
if (format eq "svg") {
  set terminal svg noenhanced size 662,446 font "DejaVu Sans,12" linewidth 1 background "#ffffff"
  symbol = 0.65; lift = 0.7
}
if (format eq "pdf") {
  # A point for each unit of the SVG.
  set terminal pdfcairo noenhanced size 662/72.0in,446/72.0in font "DejaVu Sans,12" fontscale 0.75 linewidth 2
  symbol = 0.8; lift = 0
}
set output 'noise.'.format
set multiplot
unset key
set border 3 linecolor rgb "#808080"
set tics nomirror out scale 0.5 textcolor rgb "#404040"
set grid linecolor rgb "#e4e4e4" linetype 1 linewidth 0.7
set style fill transparent solid 0.15 noborder
set xrange [-1.5:51.5]
set yrange [0:100]
set format "%g"
set xtics (0, 20, 50)
set ytics 20
set label 'R@1 under noisy correspondence' at screen 0.5, screen 0.9462 center font ",16"
set label 'Band: one sample standard deviation over seeds to each side of the mean.' at screen 0.99, screen 0.0224 right font ",10" textcolor rgb "#606060"
set arrow from screen 0.0939, screen 0.8722 to screen 0.1332, screen 0.8722 nohead linecolor rgb "#0072b2" linewidth 2
set label 'IRRA' at screen 0.1437, screen 0.8722 left
set arrow from screen 0.2248, screen 0.8722 to screen 0.2641, screen 0.8722 nohead linecolor rgb "#d55e00" linewidth 2
set label 'CLIP-C' at screen 0.2747, screen 0.8722 left
set arrow from screen 0.3797, screen 0.8722 to screen 0.419, screen 0.8722 nohead linecolor rgb "#009e73" linewidth 2
set label 'DECL' at screen 0.4295, screen 0.8722 left
set arrow from screen 0.5106, screen 0.8722 to screen 0.5499, screen 0.8722 nohead linecolor rgb "#cc79a7" linewidth 2
set label 'RDE' at screen 0.5605, screen 0.8722 left
set arrow from screen 0.6296, screen 0.8722 to screen 0.6689, screen 0.8722 nohead linecolor rgb "#e69f00" linewidth 2
set label 'RDE-BSDM' at screen 0.6795, screen 0.8722 left
set arrow from screen 0.8084, screen 0.8722 to screen 0.8477, screen 0.8722 nohead linecolor rgb "#56b4e9" linewidth 2
set label 'AMNS' at screen 0.8582, screen 0.8722 left
set arrow from screen 0.3857, screen 0.8229 to screen 0.425, screen 0.8229 nohead linecolor rgb "#606060" linewidth 2
set label '' at screen 0.4053, screen 0.8229 point linecolor rgb "#606060" pointtype 7 pointsize symbol*1.0
set label 'Best' at screen 0.4355, screen 0.8229 left
set arrow from screen 0.5166, screen 0.8229 to screen 0.5292, screen 0.8229 nohead linecolor rgb "#606060" linewidth 2
set arrow from screen 0.5433, screen 0.8229 to screen 0.5559, screen 0.8229 nohead linecolor rgb "#606060" linewidth 2
set label '' at screen 0.5363, screen 0.8229 point linecolor rgb "#606060" pointtype 6 pointsize symbol*1.0
set label 'Last' at screen 0.5665, screen 0.8229 left
set lmargin at screen 0.1027; set rmargin at screen 0.9637
set bmargin at screen 0.157; set tmargin at screen 0.7175
set title 'synth-pedes (synthetic stand-in)' offset 0,-0.4 font ",14"
set xlabel 'Mismatched training pairs (%)' offset 0,lift
set ylabel 'R@1 on the test split (%)'
plot 'noise.csv' skip 1 using 1:(column(2)-column(3)):(column(2)+column(3)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'noise.csv' skip 1 using 1:2 with linespoints linecolor rgb "#0072b2" linewidth 2 dashtype solid pointtype 7 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(4)-column(5)):(column(4)+column(5)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'noise.csv' skip 1 using 1:4 with linespoints linecolor rgb "#0072b2" linewidth 2 dashtype (6,4) pointtype 6 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(6)-column(7)):(column(6)+column(7)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'noise.csv' skip 1 using 1:6 with linespoints linecolor rgb "#d55e00" linewidth 2 dashtype solid pointtype 7 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(8)-column(9)):(column(8)+column(9)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'noise.csv' skip 1 using 1:8 with linespoints linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) pointtype 6 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(10)-column(11)):(column(10)+column(11)) with filledcurves linecolor rgb "#009e73" notitle, \
  'noise.csv' skip 1 using 1:10 with linespoints linecolor rgb "#009e73" linewidth 2 dashtype solid pointtype 7 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(12)-column(13)):(column(12)+column(13)) with filledcurves linecolor rgb "#009e73" notitle, \
  'noise.csv' skip 1 using 1:12 with linespoints linecolor rgb "#009e73" linewidth 2 dashtype (6,4) pointtype 6 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(14)-column(15)):(column(14)+column(15)) with filledcurves linecolor rgb "#cc79a7" notitle, \
  'noise.csv' skip 1 using 1:14 with linespoints linecolor rgb "#cc79a7" linewidth 2 dashtype solid pointtype 7 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(16)-column(17)):(column(16)+column(17)) with filledcurves linecolor rgb "#cc79a7" notitle, \
  'noise.csv' skip 1 using 1:16 with linespoints linecolor rgb "#cc79a7" linewidth 2 dashtype (6,4) pointtype 6 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(18)-column(19)):(column(18)+column(19)) with filledcurves linecolor rgb "#e69f00" notitle, \
  'noise.csv' skip 1 using 1:18 with linespoints linecolor rgb "#e69f00" linewidth 2 dashtype solid pointtype 7 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(20)-column(21)):(column(20)+column(21)) with filledcurves linecolor rgb "#e69f00" notitle, \
  'noise.csv' skip 1 using 1:20 with linespoints linecolor rgb "#e69f00" linewidth 2 dashtype (6,4) pointtype 6 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(22)-column(23)):(column(22)+column(23)) with filledcurves linecolor rgb "#56b4e9" notitle, \
  'noise.csv' skip 1 using 1:22 with linespoints linecolor rgb "#56b4e9" linewidth 2 dashtype solid pointtype 7 pointsize symbol*1.0 notitle, \
  'noise.csv' skip 1 using 1:(column(24)-column(25)):(column(24)+column(25)) with filledcurves linecolor rgb "#56b4e9" notitle, \
  'noise.csv' skip 1 using 1:24 with linespoints linecolor rgb "#56b4e9" linewidth 2 dashtype (6,4) pointtype 6 pointsize symbol*1.0 notitle
unset label
unset arrow
unset object
unset multiplot
unset output
unset label
unset arrow
unset object
}
