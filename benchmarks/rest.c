/* REST load: `rest PORT PATH TOKEN CONNECTIONS SECONDS` posts messages over kept connections, one on its way in each.
   Loopback only, bounded in time. Prints one line of JSON. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

static uint32_t latency[1000000];
static uint64_t sent_at[1024], number;
static char answers[1024][8192];
static int held[1024];

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void post(int fd, int index, const char *path, const char *token) {
    char body[400], head[1200];
    int size = snprintf(body, sizeof body, "{\"client_id\":\"%019lu-%08lu\",\"type\":\"text\",\"content\":{\"text\":\"%0150d\"}}", now(), ++number, 7);
    int n = snprintf(head, sizeof head, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, token, size, body);
    sent_at[index] = now();
    if (send(fd, head, n, MSG_NOSIGNAL) != n) perror("send"), exit(1);
}

/* Reads what came; returns whether the answer is complete. */
static int whole(int fd, int index) {
    char *answer = answers[index];
    int size = recv(fd, answer + held[index], sizeof answers[index] - 1 - held[index], 0);
    if (size <= 0) perror("recv"), exit(1);
    answer[held[index] += size] = 0;
    char *body = strstr(answer, "\r\n\r\n"), *length = strcasestr(answer, "content-length:");
    if (!body || !length || held[index] < body + 4 - answer + atoi(length + 15)) return 0;
    if (memcmp(answer, "HTTP/1.1 201", 12)) fprintf(stderr, "%s\n", answer), exit(1);
    held[index] = 0;
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 6) return 2;
    int count = atoi(argv[4]), poller = epoll_create1(0), fds[1024], one = 1;
    double seconds = atof(argv[5]);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < count; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fds[i], (void *)&to, sizeof to)) perror("connect"), exit(1);
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event e = {.events = EPOLLIN, .data.u32 = i};
        epoll_ctl(poller, EPOLL_CTL_ADD, fds[i], &e);
        post(fds[i], i, argv[2], argv[3]);
    }
    uint64_t began = now(), done = 0, end = began + (uint64_t)(seconds * 1e9);
    while (now() < end) {
        struct epoll_event ready[64];
        int n = epoll_wait(poller, ready, 64, 100);
        for (int i = 0; i < n; i++) {
            int index = ready[i].data.u32;
            if (!whole(fds[index], index)) continue;
            uint64_t us = (now() - sent_at[index]) / 1000;
            latency[us < 1000000 ? us : 999999]++;
            done++;
            post(fds[index], index, argv[2], argv[3]);
        }
    }
    double took = (now() - began) / 1e9;
    uint64_t seen = 0, p50 = 0, p99 = 0;
    for (int i = 0; i < 1000000; i++) {
        seen += latency[i];
        if (!p50 && seen >= done / 2) p50 = i;
        if (!p99 && seen >= done * .99) p99 = i;
    }
    printf("{\"requests\":%lu,\"requests_s\":%.0f,\"p50_ms\":%.2f,\"p99_ms\":%.2f}\n", done, done / took, p50 / 1e3, p99 / 1e3);
    return 0;
}
