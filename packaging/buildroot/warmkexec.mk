# SPDX-License-Identifier: GPL-2.0-only
################################################################################
#
# warmkexec
#
################################################################################

WARMKEXEC_VERSION = 0.2.0
WARMKEXEC_SOURCE = warmkexec-$(WARMKEXEC_VERSION).tar.xz
WARMKEXEC_LICENSE = GPL-2.0
WARMKEXEC_LICENSE_FILES = COPYING
WARMKEXEC_DEPENDENCIES = host-pkgconf dtc zlib
WARMKEXEC_CONF_OPTS = --with-zlib --without-gamecube

# warmkexec-library(option, package)
define warmkexec-library
ifeq ($$(BR2_PACKAGE_$(call UPPERCASE,$(2))),y)
WARMKEXEC_CONF_OPTS += --with-$(1)
WARMKEXEC_DEPENDENCIES += $(2)
else
WARMKEXEC_CONF_OPTS += --without-$(1)
endif
endef
$(eval $(call warmkexec-library,bzip2,bzip2))
$(eval $(call warmkexec-library,libdeflate,libdeflate))
$(eval $(call warmkexec-library,lz4,lz4))
$(eval $(call warmkexec-library,lzma,xz))
$(eval $(call warmkexec-library,lzo,lzo))
$(eval $(call warmkexec-library,zstd,zstd))

ifeq ($(BR2_INIT_SYSTEMD),y)
WARMKEXEC_CONF_OPTS += --with-systemdsystemunitdir=/usr/lib/systemd/system
endif

$(eval $(autotools-package))
