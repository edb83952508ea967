# SPDX-License-Identifier: MIT
# Sweeps and repetitions: tools/test --all.

foreach(cpu cortex-a53 cortex-a72 max)
  foreach(el 1 2)
    foreach(gic 2 3)
      foreach(mem 64M 1G 4G)
        arrival_test(sweep.${cpu}.el${el}.gic${gic}.${mem} CPUS 1 2 3 5 8 LONG
                     RUN --cpu ${cpu} --el ${el} --gic ${gic} --mem ${mem})
      endforeach()
    endforeach()
  endforeach()
endforeach()

arrival_test(many.el2 CPUS 128 512 TIMEOUT 400 LONG RUN --el 2)
arrival_test(many.image CPUS 128 512 TIMEOUT 400 LONG RUN --image img)
arrival_test(many.icount CPUS 128 512 TIMEOUT 400 LONG RUN --icount)
arrival_test(many.max CPUS 128 512 TIMEOUT 400 LONG RUN --cpu max --mem 4G)
arrival_test(many.single CPUS 128 256 TIMEOUT 400 LONG RUN --thread single)
# Around the numbers at which QEMU's machine or a word of a mask changes.
arrival_test(edges CPUS 15 17 31 33 63 65 123 124 125 127 129 255 257 511 TIMEOUT 400 LONG)

arrival_test(again CPUS 2 8 REPEAT 100 LONG)
arrival_test(again.el2 CPUS 8 REPEAT 100 LONG RUN --el 2)
arrival_test(again.many CPUS 64 REPEAT 20 LONG)
