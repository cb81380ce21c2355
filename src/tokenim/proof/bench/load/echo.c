/* What can loopback do with nothing in between? `echo serve` prints its port and sends back what comes;
   `echo ask PORT CONNECTIONS WINDOW SECONDS` keeps so many messages of 200 bytes on their way. Prints one line of JSON. */
#include "load.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

#include "poller.h"

enum { SIZE = 200, FDS = 4096 };

const Dialect dialect = {0};

static int listening(void) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (void *)&at, size) || listen(fd, 1024) || getsockname(fd, (void *)&at, &size)) fail("listen", NULL);
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

static void quick(int fd) {
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static int serve(void) {
    static char bytes[1 << 16];
    int listener = listening(), ready[AT_ONCE], open = 0;
    poller_add(listener, listener);
    for (;;) {
        int n = poller_wait(ready, 60000);
        if (n <= 0) return 0;
        for (int i = 0; i < n; i++) {
            if (ready[i] == listener) {
                int fd = accept(listener, NULL, NULL);
                quick(fd), poller_add(fd, fd), open++;
                continue;
            }
            int size = recv(ready[i], bytes, sizeof bytes, 0);
            if (size <= 0 && !--open) return 0;
            if (size <= 0 && close(ready[i]) == 0) continue;
            if (send(ready[i], bytes, size, MSG_NOSIGNAL) != size) fail("send", NULL);
        }
    }
}

static int ask(int n, int window, double seconds) {
    static char bytes[1 << 16], message[SIZE];
    static int held[FDS], fds[FDS];
    int ready[AT_ONCE];
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < n; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fds[i], (void *)&to, sizeof to)) fail("connect", NULL);
        quick(fds[i]), poller_add(fds[i], i);
        for (int k = 0; k < window; k++) send(fds[i], message, SIZE, MSG_NOSIGNAL);
    }
    uint64_t began = now(), done = 0, end = began + seconds * 1e9;
    while (now() < end) {
        int some = poller_wait(ready, 100);
        for (int i = 0; i < some; i++) {
            int index = ready[i], size = recv(fds[index], bytes, sizeof bytes, 0);
            if (size <= 0) fail("recv", NULL);
            held[index] += size;
            for (; held[index] >= SIZE; held[index] -= SIZE, done++) send(fds[index], message, SIZE, MSG_NOSIGNAL);
        }
    }
    printf("{\"messages_s\":%.0f}\n", done / ((now() - began) / 1e9));
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 2 && !strcmp(argv[1], "serve")) return serve();
    if (argc != 6) return 2;
    port = atoi(argv[2]);
    return ask(atoi(argv[3]), atoi(argv[4]), atof(argv[5]));
}
