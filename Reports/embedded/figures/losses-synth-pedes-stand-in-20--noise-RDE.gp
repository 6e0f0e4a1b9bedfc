# Writes losses-synth-pedes-stand-in-20--noise-RDE from losses-synth-pedes-stand-in-20--noise-RDE.csv, in any of the formats png, svg and pdf.
set encoding utf8
set datafile separator comma
do for [format in "png svg"] {
if (format eq "png") {
  # Twice the size of the SVG; at 96 points an inch, a font of 12 points times 0.75 is 12 units high in both.
  set terminal pngcairo noenhanced size 1808,1496 font "DejaVu Sans,12" fontscale 1.5 linewidth 2
  symbol = 1.6; lift = 0
}
if (format eq "svg") {
  set terminal svg noenhanced size 904,748 font "DejaVu Sans,12" linewidth 1 background "#ffffff"
  symbol = 0.65; lift = 0.7
}
if (format eq "pdf") {
  # A point for each unit of the SVG.
  set terminal pdfcairo noenhanced size 904/72.0in,748/72.0in font "DejaVu Sans,12" fontscale 0.75 linewidth 2
  symbol = 0.8; lift = 0
}
set output 'losses-synth-pedes-stand-in-20--noise-RDE.'.format
set multiplot
unset key
set border 3 linecolor rgb "#808080"
set tics nomirror out scale 0.5 textcolor rgb "#404040"
set grid linecolor rgb "#e4e4e4" linetype 1 linewidth 0.7
set style fill transparent solid 0.15 noborder
set xrange [-0.0194:1.0194]
set yrange [0.02:50]; set logscale y; set datafile missing NaN
set format "%g"
set xtics 0.2
set ytics 10
set label 'Losses of training pairs: RDE on synth-pedes (synthetic stand-in), 20% noise' at screen 0.5, screen 0.9679 center font ",16"
set label '' at screen 0.99, screen 0.0134 right font ",10" textcolor rgb "#606060"
set object rectangle from screen 0.1233, screen 0.9171 to screen 0.152, screen 0.9305 fillcolor rgb "#0072b2" fillstyle transparent solid 0.3 noborder
set label 'clean pairs' at screen 0.1598, screen 0.9238 left
set object rectangle from screen 0.2805, screen 0.9171 to screen 0.3092, screen 0.9305 fillcolor rgb "#d55e00" fillstyle transparent solid 0.3 noborder
set label 'mismatched pairs' at screen 0.317, screen 0.9238 left
set arrow from screen 0.4815, screen 0.9238 to screen 0.5103, screen 0.9238 nohead linecolor rgb "#0072b2" linewidth 2
set label 'fitted clean part' at screen 0.518, screen 0.9238 left
set arrow from screen 0.6913, screen 0.9238 to screen 0.7005, screen 0.9238 nohead linecolor rgb "#d55e00" linewidth 2
set arrow from screen 0.7108, screen 0.9238 to screen 0.72, screen 0.9238 nohead linecolor rgb "#d55e00" linewidth 2
set label 'fitted noisy part' at screen 0.7278, screen 0.9238 left
set lmargin at screen 0.0752; set rmargin at screen 0.4956
set bmargin at screen 0.5267; set tmargin at screen 0.861
set title 'global head before epoch 1' offset 0,-0.4 font ",14"
unset xlabel
set ylabel 'Density (logarithmic axis)'
plot 'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(2) ? (column(2) > 0.02 ? column(2) : 0.02) : NaN) with filledcurves y=0.02 fillstyle transparent solid 0.3 noborder linecolor rgb "#0072b2" notitle, \
  'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(3) ? (column(3) > 0.02 ? column(3) : 0.02) : NaN) with filledcurves y=0.02 fillstyle transparent solid 0.3 noborder linecolor rgb "#d55e00" notitle, \
  'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(4) ? (column(4) > 0.01 ? column(4) : 0.01) : NaN) with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(5) ? (column(5) > 0.01 ? column(5) : 0.01) : NaN) with lines linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) notitle
unset label
unset arrow
unset object
set lmargin at screen 0.5531; set rmargin at screen 0.9735
set bmargin at screen 0.5267; set tmargin at screen 0.861
set title 'tse head before epoch 1' offset 0,-0.4 font ",14"
unset xlabel
unset ylabel
plot 'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(6) ? (column(6) > 0.02 ? column(6) : 0.02) : NaN) with filledcurves y=0.02 fillstyle transparent solid 0.3 noborder linecolor rgb "#0072b2" notitle, \
  'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(7) ? (column(7) > 0.02 ? column(7) : 0.02) : NaN) with filledcurves y=0.02 fillstyle transparent solid 0.3 noborder linecolor rgb "#d55e00" notitle, \
  'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(8) ? (column(8) > 0.01 ? column(8) : 0.01) : NaN) with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(9) ? (column(9) > 0.01 ? column(9) : 0.01) : NaN) with lines linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) notitle
unset label
unset arrow
unset object
set lmargin at screen 0.0752; set rmargin at screen 0.4956
set bmargin at screen 0.0936; set tmargin at screen 0.4278
set title 'global head before epoch 42' offset 0,-0.4 font ",14"
set xlabel 'Loss, normalised' offset 0,lift
set ylabel 'Density (logarithmic axis)'
plot 'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(10) ? (column(10) > 0.02 ? column(10) : 0.02) : NaN) with filledcurves y=0.02 fillstyle transparent solid 0.3 noborder linecolor rgb "#0072b2" notitle, \
  'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(11) ? (column(11) > 0.02 ? column(11) : 0.02) : NaN) with filledcurves y=0.02 fillstyle transparent solid 0.3 noborder linecolor rgb "#d55e00" notitle, \
  'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(12) ? (column(12) > 0.01 ? column(12) : 0.01) : NaN) with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(13) ? (column(13) > 0.01 ? column(13) : 0.01) : NaN) with lines linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) notitle
unset label
unset arrow
unset object
set lmargin at screen 0.5531; set rmargin at screen 0.9735
set bmargin at screen 0.0936; set tmargin at screen 0.4278
set title 'tse head before epoch 42' offset 0,-0.4 font ",14"
set xlabel 'Loss, normalised' offset 0,lift
unset ylabel
plot 'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(14) ? (column(14) > 0.02 ? column(14) : 0.02) : NaN) with filledcurves y=0.02 fillstyle transparent solid 0.3 noborder linecolor rgb "#0072b2" notitle, \
  'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(15) ? (column(15) > 0.02 ? column(15) : 0.02) : NaN) with filledcurves y=0.02 fillstyle transparent solid 0.3 noborder linecolor rgb "#d55e00" notitle, \
  'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(16) ? (column(16) > 0.01 ? column(16) : 0.01) : NaN) with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'losses-synth-pedes-stand-in-20--noise-RDE.csv' skip 1 using 1:(valid(17) ? (column(17) > 0.01 ? column(17) : 0.01) : NaN) with lines linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) notitle
unset label
unset arrow
unset object
unset multiplot
unset output
unset label
unset arrow
unset object
}
