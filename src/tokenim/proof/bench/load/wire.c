/* Bytes in and out of connections, and the marks in them that say when a message was sent. */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { SLOTS = 2000000, DIGITS = 19 };
enum { TIME, SERIAL, NUMBER };

static const struct {
    char letter;
    int size;
} KINDS[] = {[TIME] = {'#', DIGITS}, [SERIAL] = {'$', 19}, [NUMBER] = {'%', 15}};

Conn conns[MOST];
int count, port, is_receiver = 1;
uint64_t sent, delivered, measuring, sent_at_start;
static uint32_t latency[SLOTS];
static uint64_t serial;

uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

void fail(const char *what, const char *detail) {
    fprintf(stderr, "%s: %.300s\n", what, detail ? detail : strerror(errno));
    exit(1);
}

static void room_for(uint8_t **bytes, int *cap, int size) {
    if (size <= *cap) return;
    *cap = 2 * size < 4096 ? 4096 : 2 * size;
    if (!(*bytes = realloc(*bytes, *cap))) fail("memory", NULL);
}

void put(Conn *c, const void *bytes, int size) {
    room_for(&c->out, &c->out_cap, c->out_len + size);
    memcpy(c->out + c->out_len, bytes, size);
    c->out_len += size;
}

void put_text(Conn *c, const char *text) { put(c, text, strlen(text)); }

void consumed(Conn *c, int size) { memmove(c->in, c->in + size, c->in_len -= size); }

void drain(Conn *c) {
    while (c->out_len) {
        int n = send(c->fd, c->out, c->out_len, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0) fail("send", NULL);
        memmove(c->out, c->out + n, c->out_len -= n);
    }
}

static void digits(uint8_t *at, int n, uint64_t value) {
    while (n--) at[n] = '0' + value % 10, value /= 10;
}

/* Puts the connection's message with the time of now. */
void post(Conn *c) {
    int start = c->out_len;
    uint64_t t = now(), values[] = {[TIME] = t, [SERIAL] = 0, [NUMBER] = 0};
    serial++;
    values[SERIAL] = t / 1000000 * 1000000 + serial % 1000000;
    values[NUMBER] = 100000000000000ull + serial;
    put(c, c->frame, c->frame_len);
    for (int i = 0; i < c->marks; i++) {
        int kind = c->mark[i].kind;
        digits(c->out + start + c->mark[i].at, KINDS[kind].size, values[kind]);
    }
    sent++;
}

/* Returns 1 if the payload holds a message of this run, and notes how long it was on its way. */
int arrived(const uint8_t *payload, size_t size) {
    const uint8_t *at = payload, *end = payload + size;
    while ((at = memmem(at, end - at, "T=", 2))) {
        uint64_t t = 0;
        int i = 0;
        at += 2;
        for (; i < DIGITS && at + i < end && at[i] >= '0' && at[i] <= '9'; i++) t = t * 10 + at[i] - '0';
        if (i < DIGITS) continue;
        if (t < sent_at_start || !is_receiver) return 0;
        if (measuring) {
            uint64_t us = (now() - t) / 1000;
            latency[us < SLOTS ? us : SLOTS - 1]++;
        }
        return 1;
    }
    return 0;
}

void forget_latencies(void) { memset(latency, 0, sizeof latency); }

double percentile(double share) {
    uint64_t total = 0, seen = 0;
    for (int i = 0; i < SLOTS; i++) total += latency[i];
    for (int i = 0; i < SLOTS; i++)
        if ((seen += latency[i]) >= share * total) return i / 1000.0;
    return 0;
}

/* Reads what is there; returns how many messages it held. */
int pull(Conn *c) {
    for (int got = 0;;) {
        room_for(&c->in, &c->in_cap, c->in_len + 4096);
        int room = c->in_cap - c->in_len, n = recv(c->fd, c->in + c->in_len, room, 0);
        if (n < 0 && errno == EAGAIN) return got;
        if (n < 0) fail("recv", NULL);
        if (n == 0) fail("connection lost", c->path);
        c->in_len += n;
        got += dialect.take(c);
        if (n < room) return got;
    }
}

void dial(Conn *c) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (void *)&to, sizeof to) < 0) fail("connect", NULL);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    dialect.hello(c);
    drain(c);
}

static void find_marks(Conn *c) {
    for (int at = 0; at < c->frame_len; at++)
        for (int kind = TIME; kind <= NUMBER; kind++) {
            int size = KINDS[kind].size, i = 0;
            while (i < size && at + i < c->frame_len && c->frame[at + i] == KINDS[kind].letter) i++;
            if (i < size || c->marks == MARKS) continue;
            c->mark[c->marks].at = at, c->mark[c->marks++].kind = kind;
            at += size - 1;
            break;
        }
}

/* A line per connection: path TAB secret TAB first words after logging in, or - TAB message to send, or -. */
void read_plan(const char *name) {
    static char line[100000];
    FILE *f = fopen(name, "r");
    if (!f) fail(name, NULL);
    while (count < MOST && fgets(line, sizeof line, f)) {
        Conn *c = &conns[count++];
        char *text = NULL, *part[4] = {strtok(line, "\t\n")};
        for (int i = 1; i < 4; i++)
            if (!(part[i] = strtok(NULL, "\t\n"))) fail("a line of the plan has not four parts", line);
        c->path = strdup(part[0]), c->secret = strdup(part[1]);
        c->join = strcmp(part[2], "-") ? strdup(part[2]) : NULL;
        text = part[3];
        if (!strcmp(text, "-")) continue;
        c->frame = malloc(strlen(text) + 64);
        c->frame_len = dialect.wrap(c->frame, text);
        find_marks(c);
    }
    fclose(f);
}
