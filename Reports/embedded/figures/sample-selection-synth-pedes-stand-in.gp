# Writes sample-selection-synth-pedes-stand-in from sample-selection-synth-pedes-stand-in.csv, in any of the formats png, svg and pdf.
set encoding utf8
set datafile separator comma
do for [format in "png svg"] {
if (format eq "png") {
  # Twice the size of the SVG; at 96 points an inch, a font of 12 points times 0.75 is 12 units high in both.
  set terminal pngcairo noenhanced size 2672,2144 font "DejaVu Sans,12" fontscale 1.5 linewidth 2
  symbol = 1.6; lift = 0
}
if (format eq "svg") {
  set terminal svg noenhanced size 1336,1072 font "DejaVu Sans,12" linewidth 1 background "#ffffff"
  symbol = 0.65; lift = 0.7
}
if (format eq "pdf") {
  # A point for each unit of the SVG.
  set terminal pdfcairo noenhanced size 1336/72.0in,1072/72.0in font "DejaVu Sans,12" fontscale 0.75 linewidth 2
  symbol = 0.8; lift = 0
}
set output 'sample-selection-synth-pedes-stand-in.'.format
set multiplot
unset key
set border 3 linecolor rgb "#808080"
set tics nomirror out scale 0.5 textcolor rgb "#404040"
set grid linecolor rgb "#e4e4e4" linetype 1 linewidth 0.7
set style fill transparent solid 0.15 noborder
set xrange [-0.23:43.23]
set yrange [20:120]
set format "%g"
set xtics 10
set ytics 20
set label 'Sample selection on synth-pedes (synthetic stand-in)' at screen 0.5, screen 0.9776 center font ",16"
set label 'Band: one sample standard deviation over seeds to each side of the mean.' at screen 0.99, screen 0.0093 right font ",10" textcolor rgb "#606060"
set arrow from screen 0.402, screen 0.9468 to screen 0.4215, screen 0.9468 nohead linecolor rgb "#0072b2" linewidth 2
set label 'DECL' at screen 0.4267, screen 0.9468 left
set arrow from screen 0.4669, screen 0.9468 to screen 0.4864, screen 0.9468 nohead linecolor rgb "#d55e00" linewidth 2
set label 'RDE' at screen 0.4916, screen 0.9468 left
set arrow from screen 0.5259, screen 0.9468 to screen 0.5453, screen 0.9468 nohead linecolor rgb "#009e73" linewidth 2
set label 'RDE-BSDM' at screen 0.5506, screen 0.9468 left
set lmargin at screen 0.0509; set rmargin at screen 0.3353
set bmargin at screen 0.6698; set tmargin at screen 0.903
set title 'Precision, 0% noise' offset 0,-0.4 font ",14"
unset xlabel
set ylabel 'Detection of clean pairs (%)'
plot 'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(2)-column(3)):(column(2)+column(3)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:2 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(4)-column(5)):(column(4)+column(5)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:4 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(6)-column(7)):(column(6)+column(7)) with filledcurves linecolor rgb "#009e73" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:6 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.3743; set rmargin at screen 0.6587
set bmargin at screen 0.6698; set tmargin at screen 0.903
set title 'Recall, 0% noise' offset 0,-0.4 font ",14"
unset xlabel
unset ylabel
plot 'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(8)-column(9)):(column(8)+column(9)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:8 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(10)-column(11)):(column(10)+column(11)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:10 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(12)-column(13)):(column(12)+column(13)) with filledcurves linecolor rgb "#009e73" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:12 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.0509; set rmargin at screen 0.3353
set bmargin at screen 0.3675; set tmargin at screen 0.6007
set title 'Precision, 20% noise' offset 0,-0.4 font ",14"
unset xlabel
set ylabel 'Detection of clean pairs (%)'
plot 'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(14)-column(15)):(column(14)+column(15)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:14 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(16)-column(17)):(column(16)+column(17)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:16 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(18)-column(19)):(column(18)+column(19)) with filledcurves linecolor rgb "#009e73" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:18 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.3743; set rmargin at screen 0.6587
set bmargin at screen 0.3675; set tmargin at screen 0.6007
set title 'Recall, 20% noise' offset 0,-0.4 font ",14"
unset xlabel
unset ylabel
plot 'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(20)-column(21)):(column(20)+column(21)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:20 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(22)-column(23)):(column(22)+column(23)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:22 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(24)-column(25)):(column(24)+column(25)) with filledcurves linecolor rgb "#009e73" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:24 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.6976; set rmargin at screen 0.982
set bmargin at screen 0.3675; set tmargin at screen 0.6007
set title 'Loss AUC, 20% noise' offset 0,-0.4 font ",14"
unset xlabel
unset ylabel
plot 'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(26)-column(27)):(column(26)+column(27)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:26 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(28)-column(29)):(column(28)+column(29)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:28 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(30)-column(31)):(column(30)+column(31)) with filledcurves linecolor rgb "#009e73" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:30 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.0509; set rmargin at screen 0.3353
set bmargin at screen 0.0653; set tmargin at screen 0.2985
set title 'Precision, 50% noise' offset 0,-0.4 font ",14"
set xlabel 'Epoch' offset 0,lift
set ylabel 'Detection of clean pairs (%)'
plot 'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(32)-column(33)):(column(32)+column(33)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:32 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(34)-column(35)):(column(34)+column(35)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:34 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(36)-column(37)):(column(36)+column(37)) with filledcurves linecolor rgb "#009e73" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:36 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.3743; set rmargin at screen 0.6587
set bmargin at screen 0.0653; set tmargin at screen 0.2985
set title 'Recall, 50% noise' offset 0,-0.4 font ",14"
set xlabel 'Epoch' offset 0,lift
unset ylabel
plot 'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(38)-column(39)):(column(38)+column(39)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:38 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(40)-column(41)):(column(40)+column(41)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:40 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(42)-column(43)):(column(42)+column(43)) with filledcurves linecolor rgb "#009e73" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:42 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.6976; set rmargin at screen 0.982
set bmargin at screen 0.0653; set tmargin at screen 0.2985
set title 'Loss AUC, 50% noise' offset 0,-0.4 font ",14"
set xlabel 'Epoch' offset 0,lift
unset ylabel
plot 'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(44)-column(45)):(column(44)+column(45)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:44 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(46)-column(47)):(column(46)+column(47)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:46 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:(column(48)-column(49)):(column(48)+column(49)) with filledcurves linecolor rgb "#009e73" notitle, \
  'sample-selection-synth-pedes-stand-in.csv' skip 1 using 1:48 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
unset multiplot
unset output
unset label
unset arrow
unset object
}
