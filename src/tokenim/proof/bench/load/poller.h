/* Which sockets have something to read? epoll where there is epoll, poll elsewhere. */
#ifndef POLLER_H
#define POLLER_H
#include <stdlib.h>

enum { AT_ONCE = 1024 };

#if defined(__linux__) && !defined(USE_POLL)
#include <sys/epoll.h>
static int poller = -1;

static void poller_add(int fd, int index) {
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = index};
    if (poller < 0) poller = epoll_create1(0);
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
}

static int poller_wait(int *ready, int ms) {
    struct epoll_event events[AT_ONCE];
    if (poller < 0) poller = epoll_create1(0);
    int n = epoll_wait(poller, events, AT_ONCE, ms);
    for (int i = 0; i < n; i++) ready[i] = events[i].data.u32;
    return n;
}
#else
#include <poll.h>
static struct pollfd watched[20000];
static int watching, indexes[20000];

static void poller_add(int fd, int index) {
    watched[watching] = (struct pollfd){.fd = fd, .events = POLLIN};
    indexes[watching++] = index;
}

static int poller_wait(int *ready, int ms) {
    int n = 0;
    if (poll(watched, watching, ms) <= 0) return 0;
    for (int i = 0; i < watching && n < AT_ONCE; i++)
        if (watched[i].revents) ready[n++] = indexes[i];
    return n;
}
#endif
#endif
