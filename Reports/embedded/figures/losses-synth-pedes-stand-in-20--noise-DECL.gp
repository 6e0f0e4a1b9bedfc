# Writes losses-synth-pedes-stand-in-20--noise-DECL from losses-synth-pedes-stand-in-20--noise-DECL.csv, in any of the formats png, svg and pdf.
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
set output 'losses-synth-pedes-stand-in-20--noise-DECL.'.format
set multiplot
unset key
set border 3 linecolor rgb "#808080"
set tics nomirror out scale 0.5 textcolor rgb "#404040"
set grid linecolor rgb "#e4e4e4" linetype 1 linewidth 0.7
set style fill transparent solid 0.15 noborder
set xrange [-0.0194:1.0194]
set yrange [0:10]
set format "%g"
set xtics 0.2
set ytics 2
set label 'Losses of training pairs: DECL on synth-pedes (synthetic stand-in), 20% noise' at screen 0.5, screen 0.9434 center font ",16"
set label '' at screen 0.99, screen 0.0236 right font ",10" textcolor rgb "#606060"
set object rectangle from screen 0.1233, screen 0.8538 to screen 0.152, screen 0.8774 fillcolor rgb "#0072b2" fillstyle transparent solid 0.3 noborder
set label 'clean pairs' at screen 0.1598, screen 0.8656 left
set object rectangle from screen 0.2805, screen 0.8538 to screen 0.3092, screen 0.8774 fillcolor rgb "#d55e00" fillstyle transparent solid 0.3 noborder
set label 'mismatched pairs' at screen 0.317, screen 0.8656 left
set arrow from screen 0.4815, screen 0.8656 to screen 0.5103, screen 0.8656 nohead linecolor rgb "#0072b2" linewidth 2
set label 'fitted clean part' at screen 0.518, screen 0.8656 left
set arrow from screen 0.6913, screen 0.8656 to screen 0.7005, screen 0.8656 nohead linecolor rgb "#d55e00" linewidth 2
set arrow from screen 0.7108, screen 0.8656 to screen 0.72, screen 0.8656 nohead linecolor rgb "#d55e00" linewidth 2
set label 'fitted noisy part' at screen 0.7278, screen 0.8656 left
set lmargin at screen 0.0752; set rmargin at screen 0.4956
set bmargin at screen 0.1651; set tmargin at screen 0.7547
set title 'global head before epoch 2' offset 0,-0.4 font ",14"
set xlabel 'Loss, normalised' offset 0,lift
set ylabel 'Density'
plot 'losses-synth-pedes-stand-in-20--noise-DECL.csv' skip 1 using 1:2 with filledcurves y=0 fillstyle transparent solid 0.3 noborder linecolor rgb "#0072b2" notitle, \
  'losses-synth-pedes-stand-in-20--noise-DECL.csv' skip 1 using 1:3 with filledcurves y=0 fillstyle transparent solid 0.3 noborder linecolor rgb "#d55e00" notitle, \
  'losses-synth-pedes-stand-in-20--noise-DECL.csv' skip 1 using 1:4 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'losses-synth-pedes-stand-in-20--noise-DECL.csv' skip 1 using 1:5 with lines linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) notitle
unset label
unset arrow
unset object
set lmargin at screen 0.5531; set rmargin at screen 0.9735
set bmargin at screen 0.1651; set tmargin at screen 0.7547
set title 'global head before epoch 42' offset 0,-0.4 font ",14"
set xlabel 'Loss, normalised' offset 0,lift
unset ylabel
plot 'losses-synth-pedes-stand-in-20--noise-DECL.csv' skip 1 using 1:6 with filledcurves y=0 fillstyle transparent solid 0.3 noborder linecolor rgb "#0072b2" notitle, \
  'losses-synth-pedes-stand-in-20--noise-DECL.csv' skip 1 using 1:7 with filledcurves y=0 fillstyle transparent solid 0.3 noborder linecolor rgb "#d55e00" notitle, \
  'losses-synth-pedes-stand-in-20--noise-DECL.csv' skip 1 using 1:8 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'losses-synth-pedes-stand-in-20--noise-DECL.csv' skip 1 using 1:9 with lines linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) notitle
unset label
unset arrow
unset object
unset multiplot
unset output
unset label
unset arrow
unset object
}
