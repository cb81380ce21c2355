/* WebSocket as a client speaks it: the upgrade and the frames. The masking key is zero: the bytes are what is meant. */
#include "load.h"

#include <stdio.h>
#include <string.h>

void ws_upgrade(Conn *c, const char *path, const char *header) {
    char head[2000];
    int n = snprintf(head, sizeof head,
                     "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
                     path, header);
    put(c, head, n);
}

/* Returns whether the server agreed to the upgrade; what follows its answer stays in c->in. */
int ws_upgraded(Conn *c) {
    uint8_t *end = memmem(c->in, c->in_len, "\r\n\r\n", 4);
    if (!end) return 0;
    if (memcmp(c->in, "HTTP/1.1 101", 12)) *end = 0, fail("refused", (char *)c->in);
    consumed(c, end + 4 - c->in);
    return 1;
}

static int header(uint8_t *at, int kind, size_t size) {
    int n = 2;
    at[0] = 0x80 | kind;
    at[1] = 0x80 | (size < 126 ? size : 126);
    if (size >= 126) at[n++] = size >> 8, at[n++] = size & 255;
    memset(at + n, 0, 4);
    return n + 4;
}

int ws_wrap(uint8_t *frame, const char *text) {
    int size = strlen(text), head = header(frame, WS_TEXT, size);
    memcpy(frame + head, text, size);
    return head + size;
}

void ws_put(Conn *c, const char *text) {
    uint8_t head[8];
    put(c, head, header(head, WS_TEXT, strlen(text)));
    put_text(c, text);
}

static void pong(Conn *c, uint8_t *payload, size_t size) {
    uint8_t head[8];
    put(c, head, header(head, 10, size));
    put(c, payload, size);
    drain(c);
}

/* Reads whole frames and hands texts on; returns the sum of what `on` returned. */
int ws_take(Conn *c, int (*on)(Conn *c, uint8_t *payload, size_t size)) {
    int got = 0, at = 0;
    while (c->in_len - at >= 2) {
        uint8_t *p = c->in + at;
        uint64_t size = p[1] & 127;
        int extra = size == 126 ? 2 : size == 127 ? 8 : 0, head = 2 + extra, kind = p[0] & 15;
        if (c->in_len - at < head) break;
        if (extra) size = 0;
        for (int i = 0; i < extra; i++) size = size << 8 | p[2 + i];
        if ((uint64_t)(c->in_len - at) < head + size) break;
        if (kind == 8) p[head + size] = 0, fail("closed", size > 2 ? (char *)p + head + 2 : "without a reason");
        if (kind == 9) pong(c, p + head, size);
        if (kind < 3) got += on(c, p + head, size);
        at += head + size;
    }
    consumed(c, at);
    return got;
}
