/* SPDX-License-Identifier: GPL-2.0-only */
/* Known answers, from the standards and from coreutils' md5sum, sha1sum, sha384sum, sha512sum and gzip. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/image/checksum.h"
#include "tests/helpers/suite.h"

static const struct {
	const char *name;
	const char *text;
	const char *digest;
} answers[] = {
	{ "crc32", "", "00000000" },
	{ "crc32", "abc", "352441c2" },
	{ "crc32", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRS", "473953a8" },
	{ "crc32",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUVWXYZabcd",
	  "3ee84762" },
	{ "md5", "", "d41d8cd98f00b204e9800998ecf8427e" },
	{ "md5", "abc", "900150983cd24fb0d6963f7d28e17f72" },
	{ "md5", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRS", "1d5a07fc2d0628ae633aaa903c9744f3" },
	{ "md5", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRST", "cf990b93975191879797470b9a8a8ef8" },
	{ "md5", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZa", "cc7583c034c4a2452b1925da835fee98" },
	{ "md5", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZab", "eed88a75b2f87fe85cd2be267d6cc270" },
	{ "md5", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabc", "7974a3d820eaf1dae11856f2c6e40113" },
	{ "md5",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLM",
	  "ce887342c929745d9c88ef10f6f517d6" },
	{ "md5",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMN",
	  "5584a2e3f8eaff201386dab6c7028c87" },
	{ "md5",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STU",
	  "775c10756f9e83c2be919a44b6a7bd85" },
	{ "md5",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUV",
	  "173367653a08c9fb2f1f1f8bbcc5edaf" },
	{ "md5",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUVWXYZabc",
	  "49c8d1588cf8952abf62b39b7eb5fac3" },
	{ "md5",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUVWXYZabcd",
	  "5421c22ea3a7b2a2da8c4a9957e84e94" },
	{ "sha1", "", "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
	{ "sha1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d" },
	{ "sha1", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRS", "b720993221bd1cc79959e921e9857b851d2982e0" },
	{ "sha1", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRST", "9d3f49d84e67b34664458fdca6e74b9386c654ff" },
	{ "sha1", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZa",
	  "677734f7bf40b2b244cae100bf365598fbf4741d" },
	{ "sha1", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZab",
	  "edb3a03256d1c6d148034ec4795181931c933f46" },
	{ "sha1", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabc",
	  "a6319f25020d5ff8722d40ae750dbab67d94fe4f" },
	{ "sha1",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLM",
	  "1fac0e8f9a84df889bf0a691f5bf9d42d1092cd5" },
	{ "sha1",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMN",
	  "cb334e9e3c8d90ddecd7ec19fb39a7bd639a210c" },
	{ "sha1",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STU",
	  "c7dafea41c86c56ff24ac612138ae72d75300a1a" },
	{ "sha1",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUV",
	  "cfd3cb879c36a962b7de7ba56baee23f5b7bbdbf" },
	{ "sha1",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUVWXYZabc",
	  "ba0be3608b48cda6d8af7f0f606206033d8fe749" },
	{ "sha1",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUVWXYZabcd",
	  "7174c28579d0e1fa6af1bd367d027b98345a71c0" },
	{ "sha256", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "sha256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "sha256", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRS",
	  "dd00794e0454db49259b6c426331d5e0cdf642fc0d7353fb85ee89519aafd995" },
	{ "sha256", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRST",
	  "ecbe4cc6c393d5e47e875e1a1ce7489d4e6d420bc3ec3312f9df475278d77f69" },
	{ "sha256", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZa",
	  "54005d93dd4d83c6ae6d7b01549e655c67ca2954383ecc5db35469c1ede16f87" },
	{ "sha256", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZab",
	  "6664ebcd7827d34c5a6cae78d97afb10829404d353ede75c07eabeed4a63f177" },
	{ "sha256", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabc",
	  "f3c48432f50e855d84018ac5e9a212cabf389cbf9c1fe3b310d43b5f560aa91f" },
	{ "sha256",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLM",
	  "04ffb236c77aeec6ac88e1f0ad86fd077bcf274615c3cd284bc834be59af9813" },
	{ "sha256",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMN",
	  "1a4c60db882e4a02fce3f4e1a952f8c2e276ce9614c4be23d5e0f7f7bae90b98" },
	{ "sha256",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STU",
	  "00b6e9d0678396325b184bfcd83cf33c7993267a46f895d642ce04c5465cad89" },
	{ "sha256",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUV",
	  "202e4c4e0dd73ddc05c8df87e5b4b0d5d6496d1c1528a3f81eacba690bdd6b84" },
	{ "sha256",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUVWXYZabc",
	  "1a5448c002b3032783bd0aecce4685b37cff95f5b160dc06c1bc364cf37ee5a6" },
	{ "sha256",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUVWXYZabcd",
	  "af3f916eb861f4ae6c978957313246cbb34e1ccbe6f7b11ce1771a312e03b876" },
	{ "sha384", "", "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b" },
	{ "sha384", "abc", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7" },
	{ "sha384", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRS",
	  "649abf62093192d8d051f93163a4369432883e5d1f26f012f41fcad93d745ed5c402302d672d9b31a522eea234fac82e" },
	{ "sha384", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRST",
	  "1663524938c6090d56cc2c55ddaf5f8df1fe10e74389fe18fabfdeb809ebeb3ba32504d0136902fff160651a2e481d46" },
	{ "sha384", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZa",
	  "f7c5fbd03f0cfb65f8c7f2384fb96c0c93328173ae64e6671849478e769ef1f322360a38d958fc5ec3b68bf5f482cad1" },
	{ "sha384", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZab",
	  "bcc13273b0303a0b9232c4f9274c63a617d91d1a27a24b8afdc8a6764967f5145c4e2a314bfad81aa458ae08fa36872d" },
	{ "sha384", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabc",
	  "c4890038a6627f7af78136b9d8d40b903587ced8c4d6f113cbbf0c021692425f2c8e480e80497fb728d0005733caec8f" },
	{ "sha384",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLM",
	  "b9ab0b0a6a45c15731e4f0d9e7816f45f924bae6c097135a6e34b26f0c898605127eed9248d893bdf6d226e6914469ee" },
	{ "sha384",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMN",
	  "102c60b4c4b650bd5946789ea23062b15f9270ae15fd1ed744f68f14b845d30c24f601e48ebc5305236a52f7d8a107c3" },
	{ "sha384",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STU",
	  "25e75eb496226b8f95350ee053508714bf988172f6c61fffe064b3d29c4bd57bb993e711830d192f9149dfa60f4a3908" },
	{ "sha384",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUV",
	  "8f04ef9dfa77bd8088325065354767b66f5f9fb104e6d1940940d33dda1b627e8179f2e0710eeba604e0f1dd064ea4cf" },
	{ "sha384",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUVWXYZabc",
	  "c866d98ad53e25400286d15bef7bd17bd857b91b63ddf7a9752ff07babf5e8f9ec524474740e15e83435268e32d156b3" },
	{ "sha384",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUVWXYZabcd",
	  "1ad0a330e25d75b61a484b520498e95fb6d0e36130b803e2286b3042786b010b0edc7f6b56f5b572014396418e4dff18" },
	{ "sha512", "",
	  "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538"
	  "327af927da3e" },
	{ "sha512", "abc",
	  "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9a"
	  "c94fa54ca49f" },
	{ "sha512", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRS",
	  "03161a9b91d907ba518d5fad305931605ba293c3f2789045152ef74f6006cfd554cb24c64cb7101e8602ed01839fe6a31aa0df3403aca5999d32"
	  "89004dec7f66" },
	{ "sha512", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRST",
	  "7217a9fd280b9f4afc994a182be74acf9d7d18201e356f84cf459b5152cb8091f4149213305cc4e507aa43986eb619c65ef18e3b4c8e0e591376"
	  "d18728f7acdd" },
	{ "sha512", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZa",
	  "349a02654a2c8751eabdf05591e91150ce31e5a03bdc0747eec48afc073ae49bf41e30ba789147ef0c53685609289a7a9b58c39668e6304f20bf"
	  "be27f221e3f7" },
	{ "sha512", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZab",
	  "b6a1c002ca1841fe2934dfc10b6be2423b90ef55741ec5aaa70902f4ced32a9e2751ac295a34f4b58de7f393dc1a0db9ab7c1e2ca01fe169fdd9"
	  "a6298ae37bbc" },
	{ "sha512", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabc",
	  "93381b6de0ecb939b799f348f12f7eb87ef5613169fb45a0219d5620a9af72de71436b9e88d17d3dd1bd783b07250a38a05d04ce170f3d5092e4"
	  "cbe53e530f5c" },
	{ "sha512",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLM",
	  "65369b0fabe317f013bd5d2726417b4a84cf64cc2f3d6a07bc31f3ad29be12c77f0d1ca9036000bab7a141ef244371ace2c0ffe43bf286f06729"
	  "004e2e8df785" },
	{ "sha512",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMN",
	  "f0ebdb36cd6a0b0b66fe8be94a21ffd7aecec18dc2253e7cd706128ffaddf4ed3a49be4be640325aca593c07ce1d728a7b0fc8bca75e68422d80"
	  "a90a6cea3e69" },
	{ "sha512",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STU",
	  "0a2ba408081ef75a1aca1d7c80914970a73a9db1bcd72b256e3307a8a2a997c9b7f0c83b5895f00d0e110939511b5f920ba7008140c49ac9088f"
	  "31d81f38019b" },
	{ "sha512",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUV",
	  "d04f95b0f526165c2e6bdc3085556bbcdbb01b7c6cb72a11c6d1232bf9ef3f1d0d789d65a626cd1db4ce58b6fa508bfe67b3eaca2b8a3268102f"
	  "0dfcd87d0136" },
	{ "sha512",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUVWXYZabc",
	  "6bd1f1963132f7e3a4d3bc1d5fa5153cb2653208cbccaf7ba880781033f9f4ff9bf0e3762da63c7cd5a4173a281ad5aa5be2547cd0682fbbbdb0"
	  "928d1c5563a1" },
	{ "sha512",
	  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	  "STUVWXYZabcd",
	  "2afd0138e2d25402033bfbe9716eabbcc59b7ecfde2b2b7370a921595879ec3be3d397a240a204a7975f875bbc5d397b2e185e9ee430cd3a4710"
	  "91c883190d72" },
};

static void to_hex(const uint8_t *bytes, size_t size, char *ret)
{
	for (size_t i = 0; i < size; i++)
		snprintf(ret + 2 * i, 3, "%02x", bytes[i]);
}

START_TEST(computes_the_known_answers)
{
	const struct checksum *checksum = checksum_find(answers[_i].name);
	struct view bytes = { .data = (const uint8_t *)answers[_i].text, .size = strlen(answers[_i].text) };
	uint8_t digest[CHECKSUM_SIZE_MAX];
	char text[2 * CHECKSUM_SIZE_MAX + 1];

	ck_assert_ptr_nonnull(checksum);
	checksum->compute(bytes, digest);
	to_hex(digest, checksum->size, text);
	ck_assert_str_eq(text, answers[_i].digest);
}
END_TEST

/* A million letters a, as in FIPS 180's examples. */
static const struct {
	const char *name;
	const char *digest;
} million[] = {
	{ "crc32", "dc25bfbc" },
	{ "md5", "7707d6ae4e027c70eea2a935c2296f21" },
	{ "sha1", "34aa973cd4c4daa4f61eeb2bdbad27316534016f" },
	{ "sha256", "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
	{ "sha384", "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985" },
	{ "sha512", "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31beb009c5c2c"
		    "49aa2e4eadb217ad8cc09b" },
};

START_TEST(computes_the_answers_of_a_million_letters)
{
	static uint8_t letters[1000000];
	const struct checksum *checksum = checksum_find(million[_i].name);
	uint8_t digest[CHECKSUM_SIZE_MAX];
	char text[2 * CHECKSUM_SIZE_MAX + 1];

	memset(letters, 'a', sizeof(letters));
	checksum->compute((struct view){ .data = letters, .size = sizeof(letters) }, digest);
	to_hex(digest, checksum->size, text);
	ck_assert_str_eq(text, million[_i].digest);
}
END_TEST

START_TEST(does_not_find_a_name_that_is_unknown)
{
	ck_assert_ptr_null(checksum_find("sm3"));
	ck_assert_ptr_null(checksum_find(""));
	ck_assert_ptr_null(checksum_find("sha25"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("checksum");
	TCase *tcase = tcase_create("checksum");

	tcase_add_loop_test(tcase, computes_the_known_answers, 0, COUNT(answers));
	tcase_add_loop_test(tcase, computes_the_answers_of_a_million_letters, 0, COUNT(million));
	tcase_add_test(tcase, does_not_find_a_name_that_is_unknown);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
