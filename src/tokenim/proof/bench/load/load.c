/* A load of many connections: one thread, bounded in count and time, loopback only.

   usage: load PORT PLAN MODE [-w window] [-r rate] [-t seconds] [-u warm-up] [-q quiet] [-c at once] [-p pid,pid] [-s]

   PLAN has a line per connection: path TAB secret TAB first words, or - TAB message to send, or -. In a message, 19 '#' become
   the time in ns, 19 '$' a number that never comes twice, 15 '%' a number that fits a JSON id. A delivery is a message in
   which the time of sending stands after "T=".
   MODE  pairs  connection 2i sends, 2i+1 receives; each sender keeps `window` messages undelivered
         room   the first connection sends, all receive; `window` messages undelivered to somebody
         idle   nothing is sent: memory of a connection, and how many come a second, `at once` in the handshake
   With a rate, all senders together send so many messages a second instead; with -s the program never sleeps, so that it
   sees at once what comes. Prints one line of JSON. */
#include "load.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "poller.h"

static int window = 1, at_once = 64, is_room, is_awake;
static double rate, seconds = 5, warm_up = 1.5, quiet = 1.5;
static const char *mode, *pids = "";
static uint64_t started, last_heard;

static void turn(int ms) {
    int ready[AT_ONCE], n = poller_wait(ready, ms);
    if (n > 0) last_heard = now();
    for (int i = 0; i < n; i++) {
        Conn *c = &conns[ready[i]];
        /* A sender may be told of its own message: of pairs only the other one counts. */
        is_receiver = is_room || ready[i] % 2;
        int got = pull(c);
        delivered += got;
        if (started && !is_room && rate == 0) {
            Conn *sender = &conns[ready[i] ^ 1];
            for (; got > 0; got--) post(sender);
            drain(sender);
        }
        if (c->out_len) drain(c);
    }
}

static double connect_all(void) {
    uint64_t begin = now();
    for (int next = 0, open = 0; open < count;) {
        for (; next < count && next - open < at_once; next++) {
            dial(&conns[next]);
            poller_add(conns[next].fd, next);
        }
        turn(10);
        /* Handshakes end nearly in order of their beginning: the first that is not done holds the window. */
        while (open < next && conns[open].open) open++;
        if (now() - begin > 170e9) fail("too slow", "not all have connected");
    }
    return (now() - begin) / 1e9;
}

static void rest(double long_seconds) {
    for (uint64_t until = now() + long_seconds * 1e9; now() < until;) turn(20);
}

/* What a server has to say after logins (who else is there, and so on) must not be measured. */
static void until_quiet(void) {
    uint64_t begin = now();
    while (now() - begin < 60e9 && (now() - last_heard < quiet * 1e9 || now() - begin < quiet * 1e9)) turn(20);
}

static void keep_windows_full(void) {
    if (!is_room) return;
    Conn *c = &conns[0];
    for (int k = 0; sent * count < delivered + (uint64_t)window * count && k < 64; k++) post(c);
    drain(c);
}

static void keep_rate(double *due) {
    static int next;
    for (uint64_t t = now(); *due <= t; *due += 1e9 / rate) {
        while (!conns[next %= count].frame) next++;
        post(&conns[next]);
        drain(&conns[next++]);
    }
}

static int pause_ms(double due) {
    if (rate == 0) return 5;
    double left = (due - now()) / 1e6;
    return is_awake || left <= 0 ? 0 : (int)left + 1;
}

static void print_idle(Usage before, double connect_s) {
    Usage after = usage(pids);
    printf("{\"connections\":%d,\"connects_s\":%.0f,\"ms_each\":%.3f", count, count / connect_s,
           (after.cpu_seconds - before.cpu_seconds) * 1e3 / count);
    rest(seconds);
    after = usage(pids);
    printf(",\"kb_each\":%.2f,\"rss_mb\":%.1f}\n", (after.rss_bytes - before.rss_bytes) / 1024 / count, after.rss_bytes / 1e6);
}

static void begin_pairs(void) {
    for (int i = 0; i < count; i++)
        for (int k = 0; conns[i].frame && k < window; k++) post(&conns[i]), drain(&conns[i]);
}

static void measure(void) {
    double due = sent_at_start = started = now();
    uint64_t warm = started + warm_up * 1e9, end = warm + seconds * 1e9, sent_before = 0, delivered_before = 0;
    Usage before = {0, 0};
    if (!is_room && rate == 0) begin_pairs();
    for (uint64_t t; (t = now()) < end;) {
        if (!measuring && t >= warm) {
            before = usage(pids);
            measuring = now(), end = measuring + seconds * 1e9;
            sent_before = sent, delivered_before = delivered;
        }
        if (rate > 0) keep_rate(&due);
        else keep_windows_full();
        turn(pause_ms(due));
    }
    double took = (now() - measuring) / 1e9, used = usage(pids).cpu_seconds - before.cpu_seconds;
    uint64_t s = sent - sent_before, d = delivered - delivered_before, each = is_room ? count : 1;
    double p50 = percentile(.5), p99 = percentile(.99), worst = percentile(1);
    started = 0;
    for (uint64_t until = now() + 5e9; delivered < sent * each && now() < until;) turn(20);
    printf("{\"connections\":%d,\"sent_s\":%.1f,\"delivered_s\":%.1f,\"cpu\":%.3f,\"us_per_sent\":%.2f,\"us_per_delivery\":%.3f,"
           "\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"worst_ms\":%.3f,\"sent\":%llu,\"undelivered\":%lld}\n",
           count, s / took, d / took, used / took, s ? used * 1e6 / s : 0, d ? used * 1e6 / d : 0, p50, p99, worst,
           (unsigned long long)sent, (long long)(sent * each - delivered));
}

static void options(int argc, char **argv) {
    for (int o; (o = getopt(argc, argv, "w:r:t:u:q:c:p:s")) > 0;) {
        if (o == 'w') window = atoi(optarg);
        else if (o == 'r') rate = atof(optarg);
        else if (o == 't') seconds = atof(optarg);
        else if (o == 'u') warm_up = atof(optarg);
        else if (o == 'q') quiet = atof(optarg);
        else if (o == 'c') at_once = atoi(optarg);
        else if (o == 'p') pids = optarg;
        else if (o == 's') is_awake = 1;
        else exit(2);
    }
    if (seconds > 120) seconds = 120;
}

int main(int argc, char **argv) {
    if (argc < 4) return fprintf(stderr, "usage: load PORT PLAN MODE [options]\n"), 2;
    port = atoi(argv[1]), mode = argv[3];
    options(argc - 3, argv + 3);
    is_room = !strcmp(mode, "room");
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    read_plan(argv[2]);
    Usage before = usage(pids);
    double connect_s = connect_all();
    if (!strcmp(mode, "idle")) return print_idle(before, connect_s), 0;
    until_quiet();
    measure();
    return 0;
}
