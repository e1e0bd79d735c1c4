/* SPDX-License-Identifier: GPL-2.0-only */
/* setxattr FILE NAME VALUE: the extended attribute NAME of FILE is what the file VALUE holds. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/xattr.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char value[4096];
	int fd = argc == 4 ? open(argv[3], O_RDONLY) : -1;
	ssize_t size = fd < 0 ? -1 : read(fd, value, sizeof(value));

	if (size < 0 || setxattr(argv[1], argv[2], value, (size_t)size, 0)) {
		perror("setxattr");
		return 1;
	}
	return 0;
}
