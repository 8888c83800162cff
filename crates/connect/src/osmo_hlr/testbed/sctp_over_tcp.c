/*
 * Lets osmo-msc start on a kernel without SCTP: loaded before the C library, it hands out a TCP socket wherever an SCTP one is wanted.
 *
 * One association with one address per side is all that the test needs, and that much TCP can stand in for. It keeps no message
 * boundaries, so whoever talks to such a socket must wait for each answer before he says the next thing.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <linux/sctp.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

/* The next function of this name behind ours. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static socklen_t address_size(const struct sockaddr *address)
{
	return address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
}

int socket(int family, int type, int protocol)
{
	if (protocol == IPPROTO_SCTP) {
		int flags = type & (SOCK_CLOEXEC | SOCK_NONBLOCK);
		return REAL(socket)(family, SOCK_STREAM | flags, IPPROTO_TCP);
	}
	return REAL(socket)(family, type, protocol);
}

/* sctp_bindx() and the old sctp_connectx() are options that carry addresses; all other options have no meaning on TCP. */
int setsockopt(int fd, int level, int option, const void *value, socklen_t size)
{
	if (level != IPPROTO_SCTP)
		return REAL(setsockopt)(fd, level, option, value, size);
	if (option == SCTP_SOCKOPT_BINDX_ADD)
		return bind(fd, value, address_size(value));
	if (option == SCTP_SOCKOPT_CONNECTX)
		return connect(fd, value, address_size(value));
	return 0;
}

/* The newer sctp_connectx() is an option that is read; it points to its addresses. */
int getsockopt(int fd, int level, int option, void *value, socklen_t *size)
{
	if (level != IPPROTO_SCTP)
		return REAL(getsockopt)(fd, level, option, value, size);
	if (option == SCTP_SOCKOPT_CONNECTX3) {
		struct sctp_getaddrs_old *wanted = value;
		return connect(fd, wanted->addrs, address_size(wanted->addrs));
	}
	if (value && size)
		memset(value, 0, *size);
	return 0;
}

/* Addresses are looked up as for TCP and handed out as for SCTP. */
int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **found)
{
	struct addrinfo as_tcp;
	int failed;

	if (!hints || hints->ai_protocol != IPPROTO_SCTP)
		return REAL(getaddrinfo)(host, service, hints, found);
	as_tcp = *hints;
	as_tcp.ai_socktype = SOCK_STREAM;
	as_tcp.ai_protocol = IPPROTO_TCP;
	failed = REAL(getaddrinfo)(host, service, &as_tcp, found);
	for (struct addrinfo *each = failed ? NULL : *found; each; each = each->ai_next)
		each->ai_protocol = IPPROTO_SCTP;
	return failed;
}
