/* The dialect of Socket.IO over WebSocket: engine packets are a digit, Socket.IO packets two. */
#include "load.h"

#include <string.h>

enum { UPGRADING, OPENING, CONNECTING, JOINING };

static void hello(Conn *c) { ws_upgrade(c, "/socket.io/?EIO=4&transport=websocket", ""); }

static int begins(const uint8_t *payload, size_t size, const char *word) {
    return size >= strlen(word) && !memcmp(payload, word, strlen(word));
}

static int heard(Conn *c, uint8_t *payload, size_t size) {
    if (size == 1 && *payload == '2') return ws_put(c, "3"), 0;
    if (c->open) return arrived(payload, size);
    if (begins(payload, size, "44")) payload[size] = 0, fail("refused", (char *)payload);
    if (c->step == OPENING && begins(payload, size, "0{")) {
        ws_put(c, c->secret);
        c->step = CONNECTING;
    } else if (c->step == CONNECTING && begins(payload, size, "40{")) {
        if (c->join) ws_put(c, c->join);
        c->step = JOINING;
        c->open = !c->join;
    } else if (c->step == JOINING && begins(payload, size, "43")) {
        c->open = 1;
    }
    return 0;
}

static int take(Conn *c) {
    if (c->step == UPGRADING && !(c->step = ws_upgraded(c))) return 0;
    return ws_take(c, heard);
}

const Dialect dialect = {hello, take, ws_wrap};
