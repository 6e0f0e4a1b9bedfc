# Writes curves-synth-pedes-stand-in from curves-synth-pedes-stand-in.csv, in any of the formats png, svg and pdf.
set encoding utf8
set datafile separator comma
do for [format in "png svg"] {
if (format eq "png") {
  # Twice the size of the SVG; at 96 points an inch, a font of 12 points times 0.75 is 12 units high in both.
  set terminal pngcairo noenhanced size 2672,848 font "DejaVu Sans,12" fontscale 1.5 linewidth 2
  symbol = 1.6; lift = 0
}
if (format eq "svg") {
  set terminal svg noenhanced size 1336,424 font "DejaVu Sans,12" linewidth 1 background "#ffffff"
  symbol = 0.65; lift = 0.7
}
if (format eq "pdf") {
  # A point for each unit of the SVG.
  set terminal pdfcairo noenhanced size 1336/72.0in,424/72.0in font "DejaVu Sans,12" fontscale 0.75 linewidth 2
  symbol = 0.8; lift = 0
}
set output 'curves-synth-pedes-stand-in.'.format
set multiplot
unset key
set border 3 linecolor rgb "#808080"
set tics nomirror out scale 0.5 textcolor rgb "#404040"
set grid linecolor rgb "#e4e4e4" linetype 1 linewidth 0.7
set style fill transparent solid 0.15 noborder
set xrange [-0.23:43.23]
set yrange [0:100]
set format "%g"
set xtics 10
set ytics 20
set label 'R@1 during training on synth-pedes (synthetic stand-in)' at screen 0.5, screen 0.9434 center font ",16"
set label 'Band: one sample standard deviation over seeds to each side of the mean.' at screen 0.99, screen 0.0236 right font ",10" textcolor rgb "#606060"
set arrow from screen 0.2339, screen 0.8656 to screen 0.2534, screen 0.8656 nohead linecolor rgb "#0072b2" linewidth 2
set label 'IRRA' at screen 0.2586, screen 0.8656 left
set arrow from screen 0.2988, screen 0.8656 to screen 0.3182, screen 0.8656 nohead linecolor rgb "#d55e00" linewidth 2
set label 'CLIP-C' at screen 0.3235, screen 0.8656 left
set arrow from screen 0.3755, screen 0.8656 to screen 0.395, screen 0.8656 nohead linecolor rgb "#009e73" linewidth 2
set label 'DECL' at screen 0.4002, screen 0.8656 left
set arrow from screen 0.4404, screen 0.8656 to screen 0.4599, screen 0.8656 nohead linecolor rgb "#cc79a7" linewidth 2
set label 'RDE' at screen 0.4651, screen 0.8656 left
set arrow from screen 0.4993, screen 0.8656 to screen 0.5188, screen 0.8656 nohead linecolor rgb "#e69f00" linewidth 2
set label 'RDE-BSDM' at screen 0.524, screen 0.8656 left
set arrow from screen 0.5879, screen 0.8656 to screen 0.6074, screen 0.8656 nohead linecolor rgb "#56b4e9" linewidth 2
set label 'AMNS' at screen 0.6126, screen 0.8656 left
set label '' at screen 0.6625, screen 0.8656 point linecolor rgb "#606060" pointtype 7 pointsize symbol*1.0
set label 'Best' at screen 0.6775, screen 0.8656 left
set label '' at screen 0.7274, screen 0.8656 point linecolor rgb "#606060" pointtype 5 pointsize symbol*0.9
set label 'Last' at screen 0.7424, screen 0.8656 left
set lmargin at screen 0.0509; set rmargin at screen 0.3353
set bmargin at screen 0.1651; set tmargin at screen 0.7547
set title '0% noise' offset 0,-0.4 font ",14"
set xlabel 'Epoch' offset 0,lift
set ylabel 'R@1 on the val split (%)'
plot 'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(2)-column(3)):(column(2)+column(3)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:2 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(4)-column(5)):(column(4)+column(5)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:4 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(6)-column(7)):(column(6)+column(7)) with filledcurves linecolor rgb "#009e73" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:6 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(8)-column(9)):(column(8)+column(9)) with filledcurves linecolor rgb "#cc79a7" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:8 with lines linecolor rgb "#cc79a7" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(10)-column(11)):(column(10)+column(11)) with filledcurves linecolor rgb "#e69f00" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:10 with lines linecolor rgb "#e69f00" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(12)-column(13)):(column(12)+column(13)) with filledcurves linecolor rgb "#56b4e9" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:12 with lines linecolor rgb "#56b4e9" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:14 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:15 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:16 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:17 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:18 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:19 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:20 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:21 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:22 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:23 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:24 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:25 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:26 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:27 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:28 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:29 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:30 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:31 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:32 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:33 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:34 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:35 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:36 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:37 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:38 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:39 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:40 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:41 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:42 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:43 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:44 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:45 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:46 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:47 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:48 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:49 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:50 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:51 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:52 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:53 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:54 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:55 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:56 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:57 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:58 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:59 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:60 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:61 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:62 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:63 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:64 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:65 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:66 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:67 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:68 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:69 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:70 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:71 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:72 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:73 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle
unset label
unset arrow
unset object
set lmargin at screen 0.3743; set rmargin at screen 0.6587
set bmargin at screen 0.1651; set tmargin at screen 0.7547
set title '20% noise' offset 0,-0.4 font ",14"
set xlabel 'Epoch' offset 0,lift
unset ylabel
plot 'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(74)-column(75)):(column(74)+column(75)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:74 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(76)-column(77)):(column(76)+column(77)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:76 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(78)-column(79)):(column(78)+column(79)) with filledcurves linecolor rgb "#009e73" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:78 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(80)-column(81)):(column(80)+column(81)) with filledcurves linecolor rgb "#cc79a7" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:80 with lines linecolor rgb "#cc79a7" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(82)-column(83)):(column(82)+column(83)) with filledcurves linecolor rgb "#e69f00" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:82 with lines linecolor rgb "#e69f00" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(84)-column(85)):(column(84)+column(85)) with filledcurves linecolor rgb "#56b4e9" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:84 with lines linecolor rgb "#56b4e9" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:86 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:87 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:88 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:89 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:90 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:91 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:92 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:93 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:94 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:95 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:96 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:97 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:98 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:99 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:100 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:101 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:102 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:103 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:104 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:105 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:106 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:107 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:108 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:109 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:110 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:111 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:112 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:113 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:114 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:115 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:116 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:117 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:118 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:119 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:120 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:121 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:122 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:123 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:124 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:125 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:126 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:127 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:128 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:129 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:130 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:131 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:132 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:133 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:134 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:135 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:136 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:137 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:138 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:139 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:140 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:141 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:142 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:143 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:144 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:145 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle
unset label
unset arrow
unset object
set lmargin at screen 0.6976; set rmargin at screen 0.982
set bmargin at screen 0.1651; set tmargin at screen 0.7547
set title '50% noise' offset 0,-0.4 font ",14"
set xlabel 'Epoch' offset 0,lift
unset ylabel
plot 'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(146)-column(147)):(column(146)+column(147)) with filledcurves linecolor rgb "#0072b2" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:146 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(148)-column(149)):(column(148)+column(149)) with filledcurves linecolor rgb "#d55e00" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:148 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(150)-column(151)):(column(150)+column(151)) with filledcurves linecolor rgb "#009e73" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:150 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(152)-column(153)):(column(152)+column(153)) with filledcurves linecolor rgb "#cc79a7" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:152 with lines linecolor rgb "#cc79a7" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(154)-column(155)):(column(154)+column(155)) with filledcurves linecolor rgb "#e69f00" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:154 with lines linecolor rgb "#e69f00" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:(column(156)-column(157)):(column(156)+column(157)) with filledcurves linecolor rgb "#56b4e9" notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:156 with lines linecolor rgb "#56b4e9" linewidth 2 dashtype solid notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:158 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:159 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:160 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:161 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:162 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:163 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:164 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:165 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:166 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:167 with points linecolor rgb "#0072b2" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:168 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:169 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:170 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:171 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:172 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:173 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:174 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:175 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:176 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:177 with points linecolor rgb "#d55e00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:178 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:179 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:180 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:181 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:182 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:183 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:184 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:185 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:186 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:187 with points linecolor rgb "#009e73" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:188 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:189 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:190 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:191 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:192 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:193 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:194 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:195 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:196 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:197 with points linecolor rgb "#cc79a7" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:198 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:199 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:200 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:201 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:202 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:203 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:204 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:205 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:206 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:207 with points linecolor rgb "#e69f00" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:208 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:209 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:210 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:211 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:212 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:213 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:214 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:215 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:216 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 7 pointsize symbol*1.0 notitle, \
  'curves-synth-pedes-stand-in.csv' skip 1 using 1:217 with points linecolor rgb "#56b4e9" linewidth 1.5 pointtype 5 pointsize symbol*0.9 notitle
unset label
unset arrow
unset object
unset multiplot
unset output
unset label
unset arrow
unset object
}
