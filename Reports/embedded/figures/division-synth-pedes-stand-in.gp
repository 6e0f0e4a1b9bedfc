# Writes division-synth-pedes-stand-in.png and division-synth-pedes-stand-in.svg from division-synth-pedes-stand-in.csv.
set encoding utf8
set datafile separator comma
do for [format in "png svg"] {
if (format eq "png") {
  # Twice the size of the SVG; at 96 points an inch, a font of 12 points times 0.75 is 12 units high in both.
  set terminal pngcairo noenhanced size 2672,2144 font "DejaVu Sans,12" fontscale 1.5 linewidth 2
  symbol = 1.6; lift = 0
} else {
  set terminal svg noenhanced size 1336,1072 font "DejaVu Sans,12" linewidth 1 background "#ffffff"
  symbol = 0.65; lift = 0.7
}
set output 'division-synth-pedes-stand-in.'.format
set multiplot
unset key
set border 3 linecolor rgb "#808080"
set tics nomirror out scale 0.5 textcolor rgb "#404040"
set grid linecolor rgb "#e4e4e4" linetype 1 linewidth 0.7
set style fill transparent solid 0.15 noborder
set xrange [-0.17:41.17]
set yrange [20:120]
set format "%g"
set xtics 10
set ytics 20
set label 'Division of the training pairs on synth-pedes (synthetic stand-in)' at screen 0.5, screen 0.9776 center font ",16"
set label 'Band: one sample standard deviation over seeds to each side of the mean.' at screen 0.99, screen 0.0093 right font ",10" textcolor rgb "#606060"
set arrow from screen 0.402, screen 0.9468 to screen 0.4215, screen 0.9468 nohead linecolor rgb "#0072b2" linewidth 2
set label 'DECL' at screen 0.4267, screen 0.9468 left
set arrow from screen 0.4669, screen 0.9468 to screen 0.4864, screen 0.9468 nohead linecolor rgb "#d55e00" linewidth 2
set label 'RDE' at screen 0.4916, screen 0.9468 left
set arrow from screen 0.5259, screen 0.9468 to screen 0.5453, screen 0.9468 nohead linecolor rgb "#009e73" linewidth 2
set label 'RDE-BSDM' at screen 0.5506, screen 0.9468 left
set lmargin at screen 0.0509; set rmargin at screen 0.3353
set bmargin at screen 0.6698; set tmargin at screen 0.903
set title 'Loss AUC, 0% noise' offset 0,-0.4 font ",14"
unset xlabel
set ylabel 'Detection of clean pairs (%)'
plot NaN notitle
unset label
unset arrow
unset object
set lmargin at screen 0.3743; set rmargin at screen 0.6587
set bmargin at screen 0.6698; set tmargin at screen 0.903
set title 'Precision, 0% noise' offset 0,-0.4 font ",14"
unset xlabel
unset ylabel
plot 'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(5)-column(6)):(column(5)+column(6)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:5 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(7)-column(8)):(column(7)+column(8)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:7 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(9)-column(10)):(column(9)+column(10)) with filledcurves linecolor rgb "#009e73" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:9 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.6976; set rmargin at screen 0.982
set bmargin at screen 0.6698; set tmargin at screen 0.903
set title 'Recall, 0% noise' offset 0,-0.4 font ",14"
unset xlabel
unset ylabel
plot 'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(11)-column(12)):(column(11)+column(12)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:11 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(13)-column(14)):(column(13)+column(14)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:13 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(15)-column(16)):(column(15)+column(16)) with filledcurves linecolor rgb "#009e73" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:15 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.0509; set rmargin at screen 0.3353
set bmargin at screen 0.3675; set tmargin at screen 0.6007
set title 'Loss AUC, 20% noise' offset 0,-0.4 font ",14"
unset xlabel
set ylabel 'Detection of clean pairs (%)'
plot 'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(17)-column(18)):(column(17)+column(18)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:17 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(19)-column(20)):(column(19)+column(20)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:19 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(21)-column(22)):(column(21)+column(22)) with filledcurves linecolor rgb "#009e73" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:21 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.3743; set rmargin at screen 0.6587
set bmargin at screen 0.3675; set tmargin at screen 0.6007
set title 'Precision, 20% noise' offset 0,-0.4 font ",14"
unset xlabel
unset ylabel
plot 'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(23)-column(24)):(column(23)+column(24)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:23 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(25)-column(26)):(column(25)+column(26)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:25 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(27)-column(28)):(column(27)+column(28)) with filledcurves linecolor rgb "#009e73" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:27 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.6976; set rmargin at screen 0.982
set bmargin at screen 0.3675; set tmargin at screen 0.6007
set title 'Recall, 20% noise' offset 0,-0.4 font ",14"
unset xlabel
unset ylabel
plot 'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(29)-column(30)):(column(29)+column(30)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:29 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(31)-column(32)):(column(31)+column(32)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:31 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(33)-column(34)):(column(33)+column(34)) with filledcurves linecolor rgb "#009e73" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:33 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.0509; set rmargin at screen 0.3353
set bmargin at screen 0.0653; set tmargin at screen 0.2985
set title 'Loss AUC, 50% noise' offset 0,-0.4 font ",14"
set xlabel 'Epoch' offset 0,lift
set ylabel 'Detection of clean pairs (%)'
plot 'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(35)-column(36)):(column(35)+column(36)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:35 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(37)-column(38)):(column(37)+column(38)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:37 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(39)-column(40)):(column(39)+column(40)) with filledcurves linecolor rgb "#009e73" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:39 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.3743; set rmargin at screen 0.6587
set bmargin at screen 0.0653; set tmargin at screen 0.2985
set title 'Precision, 50% noise' offset 0,-0.4 font ",14"
set xlabel 'Epoch' offset 0,lift
unset ylabel
plot 'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(41)-column(42)):(column(41)+column(42)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:41 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(43)-column(44)):(column(43)+column(44)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:43 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(45)-column(46)):(column(45)+column(46)) with filledcurves linecolor rgb "#009e73" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:45 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
set lmargin at screen 0.6976; set rmargin at screen 0.982
set bmargin at screen 0.0653; set tmargin at screen 0.2985
set title 'Recall, 50% noise' offset 0,-0.4 font ",14"
set xlabel 'Epoch' offset 0,lift
unset ylabel
plot 'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(47)-column(48)):(column(47)+column(48)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:47 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(49)-column(50)):(column(49)+column(50)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:49 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:(column(51)-column(52)):(column(51)+column(52)) with filledcurves linecolor rgb "#009e73" notitle, \
  'division-synth-pedes-stand-in.csv' skip 1 using 1:51 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle
unset label
unset arrow
unset object
unset multiplot
unset output
unset label
unset arrow
unset object
}
