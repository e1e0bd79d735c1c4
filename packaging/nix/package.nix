# SPDX-License-Identifier: GPL-2.0-only
# callPackage ./package.nix { src = ./warmkexec-0.2.0.tar.xz; }, in the place of kexec-tools. On a host that is no arm64 the
# purgatory needs ARM64_CC and ARM64_OBJCOPY.
{
  lib,
  stdenv,
  src,
  pkg-config,
  bzip2,
  check,
  dtc,
  libdeflate,
  lz4,
  lzo,
  xz,
  zlib,
  zstd,
}:

stdenv.mkDerivation {
  pname = "warmkexec";
  version = "0.2.0";
  inherit src;

  nativeBuildInputs = [ pkg-config ];
  buildInputs = [
    bzip2
    dtc
    libdeflate
    lz4
    lzo
    xz
    zlib
    zstd
  ];
  nativeCheckInputs = [ dtc ];
  checkInputs = [ check ];
  doCheck = stdenv.buildPlatform.canExecute stdenv.hostPlatform;
  enableParallelBuilding = true;

  # The purgatory is freestanding; the wrapper's flags for a hosted program do not apply to it.
  hardeningDisable = [
    "format"
    "pic"
    "relro"
    "pie"
  ];

  # NixOS makes its own units: configure installs none unless it is told where.
  meta = {
    description = "Load a kernel to be started by a crash or for a fast reboot";
    license = lib.licenses.gpl2Only;
    mainProgram = "kexec";
    platforms = [ "aarch64-linux" ];
  };
}
