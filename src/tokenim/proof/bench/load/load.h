/* What the parts of the load program share: a connection, and what a dialect must be able to do. */
#ifndef LOAD_H
#define LOAD_H
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

enum { MOST = 20000, MARKS = 8 };

typedef struct {
    int fd, open, step;
    int in_len, in_cap, out_len, out_cap, frame_len, marks;
    char *path, *secret, *join;
    uint8_t *frame, *in, *out;
    struct { int at, kind; } mark[MARKS];
} Conn;

/* How a server is spoken to. One dialect is linked into each load program. */
typedef struct {
    void (*hello)(Conn *c);                        /* put the first bytes of a new connection */
    int (*take)(Conn *c);                          /* read c->in; return how many messages arrived */
    int (*wrap)(uint8_t *frame, const char *text); /* make what the plan says into bytes of the wire; return how many */
} Dialect;

extern const Dialect dialect;

extern Conn conns[MOST];
extern int count, port, is_receiver;
extern uint64_t sent, delivered, measuring, sent_at_start;

/* wire.c */
void fail(const char *what, const char *detail);
uint64_t now(void);
void put(Conn *c, const void *bytes, int size);
void put_text(Conn *c, const char *text);
void consumed(Conn *c, int size);
int arrived(const uint8_t *payload, size_t size);
void dial(Conn *c);
void drain(Conn *c);
int pull(Conn *c);
void post(Conn *c);
void read_plan(const char *name);
double percentile(double share);
void forget_latencies(void);

/* usage.c */
typedef struct {
    double cpu_seconds, rss_bytes;
} Usage;
Usage usage(const char *pids);

/* websocket.c */
enum { WS_TEXT = 1, WS_BINARY = 2 };
void ws_upgrade(Conn *c, const char *path, const char *header);
int ws_upgraded(Conn *c);
void ws_put(Conn *c, const char *text);
int ws_wrap(uint8_t *frame, const char *text);
int ws_take(Conn *c, int (*on)(Conn *c, uint8_t *payload, size_t size));

#endif
