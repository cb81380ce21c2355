/* WebSocket load: one thread, epoll, bounded in count and time, loopback only.

   usage: load PORT PLAN MODE [-w window] [-r rate] [-t seconds] [-p pid] [-e event] [-T mark]

   PLAN has a line per connection: path TAB bearer token or - TAB frame to send or -. In a frame, 19 '#' become the time in
   ns, 19 '$' a number that never comes twice, 15 '%' a number that fits a JSON id.
   MODE  pairs  connection 2i sends, 2i+1 receives; each sender keeps `window` messages undelivered
         self   every connection sends and receives its own
         room   the first connection sends, all receive; `window` messages undelivered to somebody
         rate   all senders together send `rate` messages a second; whoever receives counts
         idle   nothing is sent: memory per connection
   A delivery is a frame that holds `event`; its time of sending stands after `mark`. Prints one line of JSON. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 2000000, MOST = 20000, CHUNK = 1 << 18 };

typedef struct {
    int fd, open, out_len, out_cap, in_len, in_cap, frame_len;
    char *path, *token;
    uint8_t *frame, *in, *out;
} Conn;

static Conn conns[MOST];
static int count, port, poller, window = 1, seconds = 5, pid;
static double rate;
static const char *event = "\"event\":\"message.sent\"", *mark = "T=";
static uint32_t latency[SLOTS];
static uint64_t sent, delivered, bytes, started, measuring, serial;

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static void digits(uint8_t *at, int n, uint64_t value) {
    while (n--) at[n] = '0' + value % 10, value /= 10;
}

static void fill(Conn *c) {
    uint64_t t = now(), number = ++serial;
    for (int i = 8; i + 15 <= c->frame_len; i++) {
        if (c->frame[i] > '%') continue;
        if (i + 19 <= c->frame_len && !memcmp(c->frame + i, "###################", 19)) digits(c->frame + i, 19, t);
        if (i + 19 <= c->frame_len && !memcmp(c->frame + i, "$$$$$$$$$$$$$$$$$$$", 19)) digits(c->frame + i, 19, t / 1000000 * 1000000 + number % 1000000);
        if (!memcmp(c->frame + i, "%%%%%%%%%%%%%%%", 15)) digits(c->frame + i, 15, 100000000000000ull + number);
    }
}

static void drain(Conn *c) {
    while (c->out_len) {
        int n = send(c->fd, c->out, c->out_len, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0) fail("send");
        memmove(c->out, c->out + n, c->out_len -= n);
    }
}

static void post(Conn *c) {
    static uint8_t keep[70000];
    memcpy(keep, c->frame, c->frame_len);
    fill(c);
    if (c->out_len + c->frame_len > c->out_cap) c->out = realloc(c->out, c->out_cap = 2 * (c->out_len + c->frame_len));
    memcpy(c->out + c->out_len, c->frame, c->frame_len);
    c->out_len += c->frame_len;
    memcpy(c->frame, keep, c->frame_len);
    sent++;
}

static int took(uint8_t *payload, size_t size) {
    if (!memmem(payload, size, event, strlen(event))) return 0;
    uint8_t *at = memmem(payload, size, mark, strlen(mark));
    if (measuring) {
        bytes += size;
        if (at && at + strlen(mark) + 19 <= payload + size) {
            uint64_t t = 0;
            at += strlen(mark);
            for (int i = 0; i < 19; i++) t = t * 10 + at[i] - '0';
            uint64_t us = (now() - t) / 1000;
            latency[us < SLOTS ? us : SLOTS - 1]++;
        }
    }
    return 1;
}

/* Returns how many deliveries the bytes held. */
static int parse(Conn *c) {
    int got = 0, at = 0;
    if (!c->open) {
        uint8_t *end = memmem(c->in, c->in_len, "\r\n\r\n", 4);
        if (!end) return 0;
        if (memcmp(c->in, "HTTP/1.1 101", 12)) fprintf(stderr, "refused: %.200s\n", c->in), exit(1);
        at = end + 4 - c->in;
        c->open = 1;
    }
    while (c->in_len - at >= 2) {
        uint8_t *p = c->in + at;
        uint64_t size = p[1] & 127;
        int head = 2, kind = p[0] & 15;
        if (size == 126) {
            if (c->in_len - at < 4) break;
            size = p[2] << 8 | p[3], head = 4;
        } else if (size == 127) {
            if (c->in_len - at < 10) break;
            size = 0, head = 10;
            for (int i = 0; i < 8; i++) size = size << 8 | p[2 + i];
        }
        if ((uint64_t)(c->in_len - at) < head + size) break;
        if (kind == 8) fprintf(stderr, "closed: %.*s\n", (int)size - 2, p + head + 2), exit(1);
        if (kind == 9) {
            uint8_t pong[131] = {0x8a, 0x80 | size};
            memcpy(pong + 6, p + head, size);
            if (send(c->fd, pong, 6 + size, MSG_NOSIGNAL) < 0) fail("pong");
        }
        if (kind < 3) got += took(p + head, size);
        at += head + size;
    }
    memmove(c->in, c->in + at, c->in_len -= at);
    return got;
}

static int pull(Conn *c) {
    int got = 0;
    for (;;) {
        if (c->in_cap - c->in_len < 4096) c->in = realloc(c->in, c->in_cap = c->in_cap ? 2 * c->in_cap : 8192);
        int n = recv(c->fd, c->in + c->in_len, c->in_cap - c->in_len, 0);
        if (n == 0) fprintf(stderr, "connection lost\n"), exit(1);
        if (n < 0) {
            if (errno == EAGAIN) return got;
            fail("recv");
        }
        int whole = n == c->in_cap - c->in_len;
        c->in_len += n;
        got += parse(c);
        if (!whole) return got;
    }
}

static void load_plan(const char *name) {
    static char line[100000];
    FILE *f = fopen(name, "r");
    if (!f) fail(name);
    while (count < MOST && fgets(line, sizeof line, f)) {
        Conn *c = &conns[count++];
        c->path = strdup(strtok(line, "\t\n"));
        c->token = strdup(strtok(NULL, "\t\n"));
        char *text = strtok(NULL, "\n");
        int n = strlen(text), o = 0;
        if (!strcmp(text, "-")) continue;
        c->frame = malloc(n + 8);
        c->frame[o++] = 0x81;
        if (n < 126) c->frame[o++] = 0x80 | n;
        else c->frame[o++] = 0x80 | 126, c->frame[o++] = n >> 8, c->frame[o++] = n & 255;
        memset(c->frame + o, 0, 4);
        memcpy(c->frame + o + 4, text, n);
        c->frame_len = o + 4 + n;
    }
    fclose(f);
}

static void dial(Conn *c) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char head[2000], auth[400] = "";
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c->fd, (void *)&to, sizeof to) < 0) fail("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (strcmp(c->token, "-")) snprintf(auth, sizeof auth, "Authorization: Bearer %s\r\n", c->token);
    int n = snprintf(head, sizeof head,
                     "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
                     c->path, auth);
    if (send(c->fd, head, n, MSG_NOSIGNAL) != n) fail("handshake");
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = c - conns};
    epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e);
}

static double cpu(void) {
    char name[64], text[1024];
    unsigned long user = 0, sys = 0;
    snprintf(name, sizeof name, "/proc/%d/stat", pid);
    FILE *f = pid ? fopen(name, "r") : NULL;
    if (!f) return 0;
    text[fread(text, 1, sizeof text - 1, f)] = 0;
    fclose(f);
    sscanf(strrchr(text, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &sys);
    return (double)(user + sys) / sysconf(_SC_CLK_TCK);
}

static long rss_kb(void) {
    char name[64];
    long size = 0, pages = 0;
    snprintf(name, sizeof name, "/proc/%d/statm", pid);
    FILE *f = pid ? fopen(name, "r") : NULL;
    if (f && fscanf(f, "%ld %ld", &size, &pages) != 2) pages = 0;
    if (f) fclose(f);
    return pages * 4;
}

static double percentile(double share) {
    uint64_t total = 0, seen = 0;
    for (int i = 0; i < SLOTS; i++) total += latency[i];
    for (int i = 0; i < SLOTS; i++) if ((seen += latency[i]) >= share * total) return i / 1000.0;
    return 0;
}

/* Waits for bytes at most `ms` and handles them. */
static void turn(int ms, const char *mode) {
    struct epoll_event ready[1024];
    int n = epoll_wait(poller, ready, 1024, ms), pairs = !strcmp(mode, "pairs"), self = !strcmp(mode, "self");
    for (int i = 0; i < n; i++) {
        Conn *c = &conns[ready[i].data.u32];
        int index = c - conns, got = pull(c);
        if (pairs && index % 2 == 0) got = 0;
        delivered += got;
        if (pairs || self) {
            Conn *sender = pairs ? c - (index % 2) : c;
            for (; got > 0 && started; got--) post(sender);
            drain(sender);
        }
    }
}

int main(int argc, char **argv) {
    if (argc < 4) return fprintf(stderr, "usage: load PORT PLAN MODE [options]\n"), 2;
    port = atoi(argv[1]);
    const char *mode = argv[3];
    for (int o; (o = getopt(argc - 3, argv + 3, "w:r:t:p:e:T:")) > 0;) {
        if (o == 'w') window = atoi(optarg);
        if (o == 'r') rate = atof(optarg);
        if (o == 't') seconds = atoi(optarg) > 60 ? 60 : atoi(optarg);
        if (o == 'p') pid = atoi(optarg);
        if (o == 'e') event = optarg;
        if (o == 'T') mark = optarg;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    load_plan(argv[2]);
    poller = epoll_create1(0);
    long before = rss_kb();
    uint64_t t0 = now();
    for (int i = 0, open = 0; open < count;) {
        for (int k = 0; k < 50 && i < count; k++) dial(&conns[i++]);
        turn(10, "idle");
        for (open = 0; open < i && conns[open].open; open++) {}
        if (now() - t0 > 120e9) fprintf(stderr, "only %d connected\n", open), exit(1);
    }
    double connect_s = (now() - t0) / 1e9;
    for (uint64_t until = now() + 1500000000ull; now() < until;) turn(20, "idle");
    if (!strcmp(mode, "idle")) {
        for (uint64_t until = now() + seconds * 1000000000ull; now() < until;) turn(100, "idle");
        printf("{\"connections\":%d,\"kb_per_connection\":%.2f,\"rss_mb\":%.1f,\"connect_s\":%.2f}\n", count, (double)(rss_kb() - before) / count, rss_kb() / 1024.0, connect_s);
        return 0;
    }
    int senders = 0, room = !strcmp(mode, "room"), paced = !strcmp(mode, "rate"), next = 0;
    for (int i = 0; i < count; i++) senders += conns[i].frame != NULL;
    started = now();
    if (!room && !paced)
        for (int i = 0; i < count; i++)
            for (int k = 0; conns[i].frame && k < window; k++) post(&conns[i]), drain(&conns[i]);
    uint64_t warm = started + 1500000000ull, end = warm + seconds * 1000000000ull, due = started, s0 = 0, d0 = 0;
    double c0 = 0;
    for (uint64_t t; (t = now()) < end;) {
        if (!measuring && t >= warm) measuring = t, s0 = sent, d0 = delivered, c0 = cpu();
        if (room)
            for (int k = 0; sent * count < delivered + (uint64_t)window * count && k < 64; k++) post(&conns[0]);
        if (room) drain(&conns[0]);
        for (int k = 0; paced && due <= t && k < 64; k++, due += 1e9 / rate) {
            while (!conns[next %= count].frame) next++;
            post(&conns[next]), drain(&conns[next++]);
        }
        turn(paced ? 0 : 5, mode);
    }
    double took_s = (now() - measuring) / 1e9, used = cpu() - c0, d = delivered - d0;
    printf("{\"mode\":\"%s\",\"connections\":%d,\"sent_s\":%.0f,\"delivered_s\":%.0f,\"cpu\":%.2f,\"us_per_sent\":%.1f,\"us_per_delivery\":%.2f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"bytes\":%.0f}\n",
           mode, count, (sent - s0) / took_s, d / took_s, used / took_s, used * 1e6 / (sent - s0 + 1e-9), used * 1e6 / (d + 1e-9), percentile(.5), percentile(.99), bytes / (d + 1e-9));
    return 0;
}
