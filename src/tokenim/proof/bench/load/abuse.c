/* Abuse by one connection at a time: `abuse PORT OPENING FLOOD SECONDS [-n TEXT] [-u]`.

   Connects, sends the bytes of the file OPENING, then those of the file FLOOD round and round, as fast as they are taken. Who is
   cut off comes back at once. With -n it comes back as soon as the server has answered TEXT, with -u it never reads. It comes
   from 127.0.0.2 where the system has that. Loopback only, bounded in time, ended by SIGTERM. Prints one line of JSON. */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUND = 1 << 16, LONGEST = 120 };

typedef struct {
    char *bytes;
    size_t size;
} Text;

const Dialect dialect = {0};

static Text opening, flood;
static const char *until;
static int never_reads;
static uint64_t connections, sent_bytes, got_bytes;
static volatile sig_atomic_t over;

static void stop(int number) { over = number; }

static Text contents(const char *name) {
    Text text = {malloc(ROUND), 0};
    FILE *f = fopen(name, "r");
    if (!f) fail(name, NULL);
    text.size = fread(text.bytes, 1, ROUND, f);
    fclose(f);
    return text;
}

/* As many whole repetitions as fit: fewer calls, and each of them sends much. */
static Text repeated(Text one) {
    Text all = {malloc(2 * ROUND), 0};
    for (; one.size && all.size + one.size <= ROUND; all.size += one.size) memcpy(all.bytes + all.size, one.bytes, one.size);
    return all;
}

static int connected(void) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1)};
    struct linger at_once = {1, 0};
    int one = 1, little = 4096, fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) fail("socket", NULL);
    bind(fd, (void *)&from, sizeof from);
    /* Or thousands of connections that are over would hold every port. */
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (never_reads) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    if (connect(fd, (void *)&to, sizeof to)) return close(fd), -1;
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

/* Returns whether to stay. */
static int read_some(int fd) {
    static char bytes[1 << 18];
    ssize_t n = recv(fd, bytes, sizeof bytes, 0);
    if (n <= 0) return n < 0 && errno == EAGAIN;
    got_bytes += n;
    return !until || !memmem(bytes, n, until, strlen(until));
}

static int send_some(int fd, size_t *at) {
    ssize_t n = send(fd, flood.bytes + *at, flood.size - *at, MSG_NOSIGNAL);
    if (n < 0) return errno == EAGAIN;
    sent_bytes += n, *at = (*at + n) % flood.size;
    return 1;
}

static void visit(uint64_t end) {
    int fd = connected(), stays = fd >= 0 && send(fd, opening.bytes, opening.size, MSG_NOSIGNAL) >= 0;
    size_t at = 0;
    connections += stays;
    while (stays && !over && now() < end) {
        struct pollfd p = {fd, (never_reads ? 0 : POLLIN) | (flood.size ? POLLOUT : 0), 0};
#ifdef POLLRDHUP
        p.events |= never_reads ? POLLRDHUP : 0;
#endif
        poll(&p, 1, 20);
        if (p.revents & POLLIN) stays = read_some(fd);
        else if (p.revents & ~POLLOUT) stays = 0;
        if (stays && p.revents & POLLOUT) stays = send_some(fd, &at);
    }
    if (fd >= 0) close(fd);
    else usleep(1000);
}

int main(int argc, char **argv) {
    if (argc < 5) return 2;
    double seconds = atof(argv[4]);
    port = atoi(argv[1]), opening = contents(argv[2]), flood = repeated(contents(argv[3]));
    for (int o; (o = getopt(argc - 4, argv + 4, "n:u")) > 0;) {
        if (o == 'n') until = optarg;
        else if (o == 'u') never_reads = 1;
        else return 2;
    }
    signal(SIGTERM, stop);
    uint64_t began = now(), end = began + (seconds < LONGEST ? seconds : LONGEST) * 1e9;
    while (!over && now() < end) visit(end);
    double took = (now() - began) / 1e9;
    printf("{\"connections_s\":%.1f,\"sent_mb_s\":%.2f,\"got_mb_s\":%.2f}\n", connections / took, sent_bytes / took / 1e6,
           got_bytes / took / 1e6);
    return 0;
}
