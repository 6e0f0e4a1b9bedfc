# Writes similarity-synth-pedes-stand-in-0--noise from similarity-synth-pedes-stand-in-0--noise.csv, in any of the formats png, svg and pdf.
set encoding utf8
set datafile separator comma
do for [format in "png svg"] {
if (format eq "png") {
  # Twice the size of the SVG; at 96 points an inch, a font of 12 points times 0.75 is 12 units high in both.
  set terminal pngcairo noenhanced size 2672,1496 font "DejaVu Sans,12" fontscale 1.5 linewidth 2
  symbol = 1.6; lift = 0
}
if (format eq "svg") {
  set terminal svg noenhanced size 1336,748 font "DejaVu Sans,12" linewidth 1 background "#ffffff"
  symbol = 0.65; lift = 0.7
}
if (format eq "pdf") {
  # A point for each unit of the SVG.
  set terminal pdfcairo noenhanced size 1336/72.0in,748/72.0in font "DejaVu Sans,12" fontscale 0.75 linewidth 2
  symbol = 0.8; lift = 0
}
set output 'similarity-synth-pedes-stand-in-0--noise.'.format
set multiplot
unset key
set border 3 linecolor rgb "#808080"
set tics nomirror out scale 0.5 textcolor rgb "#404040"
set grid linecolor rgb "#e4e4e4" linetype 1 linewidth 0.7
set style fill transparent solid 0.15 noborder
set xrange [-0.8675:0.9875]
set yrange [0:8]
set format "%g"
set xtics 0.5
set ytics 2
set label 'Similarity of captions and images on synth-pedes (synthetic stand-in), 0% noise' at screen 0.5, screen 0.9679 center font ",16"
set label '' at screen 0.99, screen 0.0134 right font ",10" textcolor rgb "#606060"
set arrow from screen 0.2541, screen 0.9238 to screen 0.2736, screen 0.9238 nohead linecolor rgb "#0072b2" linewidth 2
set label 'first epoch' at screen 0.2788, screen 0.9238 left
set arrow from screen 0.3605, screen 0.9238 to screen 0.38, screen 0.9238 nohead linecolor rgb "#d55e00" linewidth 2
set label 'middle' at screen 0.3852, screen 0.9238 left
set arrow from screen 0.4373, screen 0.9238 to screen 0.4567, screen 0.9238 nohead linecolor rgb "#009e73" linewidth 2
set label 'last epoch' at screen 0.462, screen 0.9238 left
set arrow from screen 0.5377, screen 0.9238 to screen 0.5572, screen 0.9238 nohead linecolor rgb "#606060" linewidth 2
set label 'same person' at screen 0.5624, screen 0.9238 left
set arrow from screen 0.6441, screen 0.9238 to screen 0.6503, screen 0.9238 nohead linecolor rgb "#606060" linewidth 2
set arrow from screen 0.6573, screen 0.9238 to screen 0.6635, screen 0.9238 nohead linecolor rgb "#606060" linewidth 2
set label 'other persons' at screen 0.6688, screen 0.9238 left
set lmargin at screen 0.0509; set rmargin at screen 0.3353
set bmargin at screen 0.5267; set tmargin at screen 0.861
set title 'IRRA' offset 0,-0.4 font ",14"
unset xlabel
set ylabel 'Density'
plot 'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:2 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:3 with lines linecolor rgb "#0072b2" linewidth 2 dashtype (6,4) notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:4 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:5 with lines linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:6 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:7 with lines linecolor rgb "#009e73" linewidth 2 dashtype (6,4) notitle
unset label
unset arrow
unset object
set lmargin at screen 0.3743; set rmargin at screen 0.6587
set bmargin at screen 0.5267; set tmargin at screen 0.861
set title 'CLIP-C' offset 0,-0.4 font ",14"
unset xlabel
unset ylabel
plot 'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:8 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:9 with lines linecolor rgb "#0072b2" linewidth 2 dashtype (6,4) notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:10 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:11 with lines linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:12 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:13 with lines linecolor rgb "#009e73" linewidth 2 dashtype (6,4) notitle
unset label
unset arrow
unset object
set lmargin at screen 0.6976; set rmargin at screen 0.982
set bmargin at screen 0.5267; set tmargin at screen 0.861
set title 'DECL' offset 0,-0.4 font ",14"
unset xlabel
unset ylabel
plot 'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:14 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:15 with lines linecolor rgb "#0072b2" linewidth 2 dashtype (6,4) notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:16 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:17 with lines linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:18 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:19 with lines linecolor rgb "#009e73" linewidth 2 dashtype (6,4) notitle
unset label
unset arrow
unset object
set lmargin at screen 0.0509; set rmargin at screen 0.3353
set bmargin at screen 0.0936; set tmargin at screen 0.4278
set title 'RDE' offset 0,-0.4 font ",14"
set xlabel 'Similarity on the val split' offset 0,lift
set ylabel 'Density'
plot 'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:20 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:21 with lines linecolor rgb "#0072b2" linewidth 2 dashtype (6,4) notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:22 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:23 with lines linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:24 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:25 with lines linecolor rgb "#009e73" linewidth 2 dashtype (6,4) notitle
unset label
unset arrow
unset object
set lmargin at screen 0.3743; set rmargin at screen 0.6587
set bmargin at screen 0.0936; set tmargin at screen 0.4278
set title 'RDE-BSDM' offset 0,-0.4 font ",14"
set xlabel 'Similarity on the val split' offset 0,lift
unset ylabel
plot 'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:26 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:27 with lines linecolor rgb "#0072b2" linewidth 2 dashtype (6,4) notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:28 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:29 with lines linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:30 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:31 with lines linecolor rgb "#009e73" linewidth 2 dashtype (6,4) notitle
unset label
unset arrow
unset object
set lmargin at screen 0.6976; set rmargin at screen 0.982
set bmargin at screen 0.0936; set tmargin at screen 0.4278
set title 'AMNS' offset 0,-0.4 font ",14"
set xlabel 'Similarity on the val split' offset 0,lift
unset ylabel
plot 'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:32 with lines linecolor rgb "#0072b2" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:33 with lines linecolor rgb "#0072b2" linewidth 2 dashtype (6,4) notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:34 with lines linecolor rgb "#d55e00" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:35 with lines linecolor rgb "#d55e00" linewidth 2 dashtype (6,4) notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:36 with lines linecolor rgb "#009e73" linewidth 2 dashtype solid notitle, \
  'similarity-synth-pedes-stand-in-0--noise.csv' skip 1 using 1:37 with lines linecolor rgb "#009e73" linewidth 2 dashtype (6,4) notitle
unset label
unset arrow
unset object
unset multiplot
unset output
unset label
unset arrow
unset object
}
