/* The dialect of MQTT 3.1.1, QoS 0. The path is the client's name, the first words are the topic to listen to, and a message is
   its topic, a bar and the payload. */
#include "load.h"

#include <string.h>

enum { CONNECT = 0x10, CONNACK = 0x20, PUBLISH = 0x30, SUBSCRIBE = 0x82, SUBACK = 0x90, CLEAN_WITH_LOGIN = 0xC2 };

static int head(uint8_t *at, int kind, int size) {
    int n = 0;
    at[n++] = kind;
    do {
        at[n++] = (size & 127) | (size > 127 ? 128 : 0);
        size >>= 7;
    } while (size);
    return n;
}

static int text(uint8_t *at, const char *value, int size) {
    at[0] = size >> 8, at[1] = size & 255;
    memcpy(at + 2, value, size);
    return size + 2;
}

static void put_packet(Conn *c, int kind, const uint8_t *body, int size) {
    uint8_t first[5];
    put(c, first, head(first, kind, size));
    put(c, body, size);
}

static void hello(Conn *c) {
    uint8_t body[600];
    int n = text(body, "MQTT", 4);
    body[n++] = 4, body[n++] = CLEAN_WITH_LOGIN, body[n++] = 0, body[n++] = 0;
    n += text(body + n, c->path, strlen(c->path));
    n += text(body + n, c->path, strlen(c->path));
    n += text(body + n, c->secret, strlen(c->secret));
    put_packet(c, CONNECT, body, n);
}

static void subscribe(Conn *c) {
    uint8_t body[300] = {0, 1};
    int n = 2 + text(body + 2, c->join, strlen(c->join));
    body[n++] = 0;
    put_packet(c, SUBSCRIBE, body, n);
}

static int wrap(uint8_t *frame, const char *said) {
    const char *bar = strchr(said, '|');
    if (!bar) fail("a message without a topic", said);
    int topic = bar - said, payload = strlen(bar + 1), n = head(frame, PUBLISH, topic + 2 + payload);
    n += text(frame + n, said, topic);
    memcpy(frame + n, bar + 1, payload);
    return n + payload;
}

static int heard(Conn *c, int kind, uint8_t *body, int size) {
    if ((kind & 0xf0) == PUBLISH) return arrived(body, size);
    if (kind == CONNACK && (size < 2 || body[1])) fail("refused", "CONNACK");
    if (kind == CONNACK && c->join) subscribe(c);
    if (kind == SUBACK || (kind == CONNACK && !c->join)) c->open = 1;
    return 0;
}

static int take(Conn *c) {
    int got = 0, at = 0;
    for (;;) {
        int n = 1, size = 0;
        for (int shift = 0; at + n < c->in_len; shift += 7) {
            uint8_t byte = c->in[at + n++];
            size |= (byte & 127) << shift;
            if (byte < 128) break;
        }
        if (n < 2 || c->in[at + n - 1] > 127 || at + n + size > c->in_len) break;
        got += heard(c, c->in[at], c->in + at + n, size);
        at += n + size;
    }
    consumed(c, at);
    return got;
}

const Dialect dialect = {hello, take, wrap};
