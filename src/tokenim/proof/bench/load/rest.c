/* REST load: `rest PORT TOKEN REQUESTS CONNECTIONS SECONDS [PID,PID]` makes the requests of a file, round and round, over kept
   connections, one on its way in each. A line is `GET path` or `POST path`; what is posted is a message. Loopback only,
   bounded in time. Prints one line of JSON. */
#include "load.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

#include "poller.h"

enum { CONNECTIONS = 256, REQUESTS = 4096, SLOTS = 1000000, ANSWER = 1 << 19 };

static uint32_t latency[SLOTS];
static uint64_t sent_at_ns[CONNECTIONS], number;
static char *answers[CONNECTIONS], *requests[REQUESTS];
static int held[CONNECTIONS], fds[CONNECTIONS], known;
static const char *token;

const Dialect dialect = {0};

static void read_requests(const char *name) {
    char line[2000];
    FILE *f = fopen(name, "r");
    if (!f) fail(name, NULL);
    while (known < REQUESTS && fgets(line, sizeof line, f)) requests[known++] = strdup(strtok(line, "\n"));
    fclose(f);
    if (!known) fail(name, "holds no request");
}

static void ask(int index) {
    char body[400] = "", head[3000];
    const char *request = requests[++number % known];
    if (!strncmp(request, "POST", 4))
        snprintf(body, sizeof body, "{\"client_id\":\"%019llu-%08llu\",\"type\":\"text\",\"content\":{\"text\":\"%0200d\"}}",
                 (unsigned long long)now(), (unsigned long long)number, 7);
    int n = snprintf(head, sizeof head,
                     "%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
                     "Content-Length: %zu\r\n\r\n%s",
                     request, token, strlen(body), body);
    sent_at_ns[index] = now();
    if (send(fds[index], head, n, MSG_NOSIGNAL) != n) fail("send", NULL);
}

/* Reads what came; returns whether the answer is complete. */
static int whole(int index) {
    char *answer = answers[index];
    int n = recv(fds[index], answer + held[index], ANSWER - 1 - held[index], 0);
    if (n <= 0) fail("recv", NULL);
    answer[held[index] += n] = 0;
    char *body = strstr(answer, "\r\n\r\n"), *length = strcasestr(answer, "content-length:");
    if (!body || !length || held[index] < body + 4 - answer + atoi(length + 15)) return 0;
    if (memcmp(answer, "HTTP/1.1 2", 10)) fail("refused", answer);
    held[index] = 0;
    return 1;
}

static void open_all(int n) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    for (int i = 0; i < n; i++) {
        answers[i] = malloc(ANSWER);
        fds[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fds[i], (void *)&to, sizeof to)) fail("connect", NULL);
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        poller_add(fds[i], i);
        ask(i);
    }
}

static double share(uint64_t done, double of) {
    uint64_t seen = 0;
    for (int i = 0; i < SLOTS; i++)
        if ((seen += latency[i]) >= done * of) return i / 1e3;
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 6) return 2;
    int n = atoi(argv[4]), ready[AT_ONCE];
    const char *pids = argc > 6 ? argv[6] : "";
    port = atoi(argv[1]), token = argv[2];
    read_requests(argv[3]);
    if (n > CONNECTIONS) n = CONNECTIONS;
    open_all(n);
    double before = usage(pids).cpu_seconds;
    uint64_t began = now(), done = 0, end = began + atof(argv[5]) * 1e9;
    while (now() < end) {
        int some = poller_wait(ready, 100);
        for (int i = 0; i < some; i++) {
            if (!whole(ready[i])) continue;
            uint64_t us = (now() - sent_at_ns[ready[i]]) / 1000;
            latency[us < SLOTS ? us : SLOTS - 1]++, done++;
            ask(ready[i]);
        }
    }
    double took = (now() - began) / 1e9, used = usage(pids).cpu_seconds - before;
    printf("{\"requests\":%llu,\"requests_s\":%.1f,\"us_per_request\":%.2f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"worst_ms\":%.3f}\n",
           (unsigned long long)done, done / took, used * 1e6 / (done + 1e-9), share(done, .5), share(done, .99), share(done, 1));
    return 0;
}
