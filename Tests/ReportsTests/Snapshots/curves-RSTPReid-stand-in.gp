# Writes curves-RSTPReid-stand-in from curves-RSTPReid-stand-in.csv, in any of the formats png, svg and pdf.
set encoding utf8
set datafile separator comma
do for [format in "png svg"] {
if (format eq "png") {
  # Twice the size of the SVG; at 96 points an inch, a font of 12 points times 0.75 is 12 units high in both.
  set terminal pngcairo noenhanced size 1324,848 font "DejaVu Sans,12" fontscale 1.5 linewidth 2
  symbol = 1.6; lift = 0
}
if (format eq "svg") {
  set terminal svg noenhanced size 662,424 font "DejaVu Sans,12" linewidth 1 background "#ffffff"
  symbol = 0.65; lift = 0.7
}
if (format eq "pdf") {
  # A point for each unit of the SVG.
  set terminal pdfcairo noenhanced size 662/72.0in,424/72.0in font "DejaVu Sans,12" fontscale 0.75 linewidth 2
  symbol = 0.8; lift = 0
}
set output 'curves-RSTPReid-stand-in.'.format
set multiplot
unset key
set border 3 linecolor rgb "#808080"
set tics nomirror out scale 0.5 textcolor rgb "#404040"
set grid linecolor rgb "#e4e4e4" linetype 1 linewidth 0.7
set style fill transparent solid 0.15 noborder
set xrange [0.5:2.5]
set yrange [30:40]
set format "%g"
set xtics 1
set ytics 2
set label 'R@1 during training on RSTPReid (synthetic stand-in)' at screen 0.5, screen 0.9434 center font ",16"
set label '' at screen 0.99, screen 0.0236 right font ",10" textcolor rgb "#606060"
set arrow from screen 0.3262, screen 0.8656 to screen 0.3655, screen 0.8656 nohead linecolor rgb "#d55e00" linewidth 2
set label 'RDE' at screen 0.376, screen 0.8656 left
set label '' at screen 0.4648, screen 0.8656 point linecolor rgb "#606060" pointtype 7 pointsize symbol*1.0
set label 'Best' at screen 0.495, screen 0.8656 left
set label '' at screen 0.5957, screen 0.8656 point linecolor rgb "#606060" pointtype 5 pointsize symbol*0.9
set label 'Last' at screen 0.626, screen 0.8656 left
set lmargin at screen 0.1027; set rmargin at screen 0.9637
set bmargin at screen 0.1651; set tmargin at screen 0.7547
set title '20% noise' offset 0,-0.4 font ",14"
set xlabel 'Epoch' offset 0,lift
set ylabel 'R@1 on the test split (%)'
plot 'curves-RSTPReid-stand-in.csv' skip 1 using 1:2 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'curves-RSTPReid-stand-in.csv' skip 1 using 1:3 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-RSTPReid-stand-in.csv' skip 1 using 1:4 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle
unset label
unset arrow
unset object
unset multiplot
unset output
unset label
unset arrow
unset object
}
