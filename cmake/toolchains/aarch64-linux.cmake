# Programs of Linux on AArch64, for test/host-arm: the machine's own compiler where that is such a machine;
# otherwise the distribution's cross compiler, and qemu-aarch64, which runs what it makes.
if(NOT CMAKE_HOST_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(CMAKE_SYSTEM_NAME Linux)
  set(CMAKE_SYSTEM_PROCESSOR aarch64)
  find_program(MUSTER_HOST_ARM_GCC aarch64-linux-gnu-gcc)
  find_program(MUSTER_HOST_ARM_QEMU NAMES qemu-aarch64 qemu-aarch64-static)
  if(NOT MUSTER_HOST_ARM_GCC OR NOT MUSTER_HOST_ARM_QEMU)
    message(FATAL_ERROR "This machine is no AArch64 machine, and aarch64-linux-gnu-gcc or qemu-aarch64 is not "
                        "there. Debian calls the packages gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and "
                        "qemu-user.")
  endif()
  set(CMAKE_C_COMPILER ${MUSTER_HOST_ARM_GCC})
  set(CMAKE_ASM_COMPILER ${MUSTER_HOST_ARM_GCC})
  set(CMAKE_CROSSCOMPILING_EMULATOR ${MUSTER_HOST_ARM_QEMU})
endif()
