/* The limit: a WebSocket server that does nothing but send() one frame to every socket, in one epoll loop.
 *
 *   fan PORT BYTES     says "ready"; every line on stdin sends one text frame to all, then says "sent MICROSECONDS". The frame
 *                      has BYTES, or as many as the line says; another size only once everybody has taken the last frame.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 65536, EVENTS = 1024 };
static const char MAGIC[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

typedef struct {
    int open;
    char *asked; /* the request so far; NULL once upgraded */
    size_t length;
    size_t owed; /* bytes of the newest frame a full socket has not taken yet */
} Client;

static Client clients[MOST];
static char frame[70000];
static size_t frame_size;

static uint32_t rotated(uint32_t x, int by) { return x << by | x >> (32 - by); }

static void sha1(const unsigned char *text, size_t length, unsigned char out[20]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    unsigned char block[192] = {0}; /* a key and the magic words need two blocks */
    size_t blocks = (length + 9 + 63) / 64;
    memcpy(block, text, length);
    block[length] = 0x80;
    for (int i = 0; i < 8; i++) block[blocks * 64 - 1 - (size_t)i] = (unsigned char)((uint64_t)length * 8 >> (8 * i));
    for (size_t b = 0; b < blocks; b++) {
        uint32_t w[80], a = h[0], c1 = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 16; i++) {
            const unsigned char *q = block + b * 64 + i * 4;
            w[i] = (uint32_t)q[0] << 24 | (uint32_t)q[1] << 16 | (uint32_t)q[2] << 8 | q[3];
        }
        for (int i = 16; i < 80; i++) w[i] = rotated(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        for (int i = 0; i < 80; i++) {
            uint32_t f, k;
            if (i < 20) f = (c1 & c) | (~c1 & d), k = 0x5A827999;
            else if (i < 40) f = c1 ^ c ^ d, k = 0x6ED9EBA1;
            else if (i < 60) f = (c1 & c) | (c1 & d) | (c & d), k = 0x8F1BBCDC;
            else f = c1 ^ c ^ d, k = 0xCA62C1D6;
            uint32_t t = rotated(a, 5) + f + e + k + w[i];
            e = d, d = c, c = rotated(c1, 30), c1 = a, a = t;
        }
        h[0] += a, h[1] += c1, h[2] += c, h[3] += d, h[4] += e;
    }
    for (int i = 0; i < 20; i++) out[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
}

static void upgrade(int fd, const char *asked) {
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char text[128], accept[29], answer[256];
    const char *found = strcasestr(asked, "sec-websocket-key:");
    unsigned char digest[21] = {0};
    if (!found) return;
    found += 18;
    while (*found == ' ') found++;
    int length = snprintf(text, sizeof text, "%.*s%s", (int)strcspn(found, " \r\n"), found, MAGIC);
    sha1((unsigned char *)text, (size_t)length, digest);
    for (int i = 0; i < 7; i++) {
        uint32_t three = (uint32_t)digest[i * 3] << 16 | (uint32_t)digest[i * 3 + 1] << 8 | digest[i * 3 + 2];
        for (int j = 0; j < 4; j++) accept[i * 4 + j] = LETTERS[three >> (18 - 6 * j) & 63];
    }
    accept[27] = '=';
    accept[28] = 0;
    length = snprintf(answer, sizeof answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                      "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
    if (send(fd, answer, (size_t)length, MSG_NOSIGNAL) < 0) perror("upgrade");
}

static void forget(int fd) {
    close(fd);
    clients[fd].open = 0;
    free(clients[fd].asked);
    clients[fd].asked = NULL;
    clients[fd].length = clients[fd].owed = 0;
}

static void owe(int poll_fd, int fd, size_t bytes) {
    clients[fd].owed = bytes;
    struct epoll_event e = {.events = bytes ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.fd = fd};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, fd, &e);
}

static void make_frame(size_t size) { /* up to 65535 bytes */
    frame[0] = (char)0x81;
    if (size < 126) frame[1] = (char)size, frame_size = 2;
    else frame[1] = 126, frame[2] = (char)(size >> 8), frame[3] = (char)size, frame_size = 4;
    memset(frame + frame_size, 'x', size);
    frame_size += size;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    int size = atoi(argv[2]), made = size;
    make_frame((size_t)size);
    int door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1, poll_fd = epoll_create1(0), highest = 0;
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(door, (struct sockaddr *)&here, sizeof here) || listen(door, 4096)) {
        perror("listen");
        return 1;
    }
    struct epoll_event e = {.events = EPOLLIN, .data.fd = door}, events[EVENTS];
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, door, &e);
    e.data.fd = 0;
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, 0, &e);
    printf("ready\n");
    fflush(stdout);
    static char bytes[65536];
    for (;;) {
        int n = epoll_wait(poll_fd, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            if (fd == door) {
                int client;
                while ((client = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                    if (client >= MOST) {
                        close(client);
                        continue;
                    }
                    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    clients[client] = (Client){.open = 1, .asked = calloc(1, 8192)};
                    if (client > highest) highest = client;
                    struct epoll_event c = {.events = EPOLLIN, .data.fd = client};
                    epoll_ctl(poll_fd, EPOLL_CTL_ADD, client, &c);
                }
            } else if (fd == 0) {
                ssize_t got = read(0, bytes, sizeof bytes - 1);
                if (got <= 0) return 0;
                bytes[got] = 0;
                int asked = atoi(bytes);
                if (asked <= 0 || asked > 65535) asked = size;
                struct timespec a, b;
                clock_gettime(CLOCK_MONOTONIC, &a);
                if (asked != made) make_frame((size_t)(made = asked));
                for (int c = 0; c <= highest; c++) {
                    if (!clients[c].open || clients[c].asked || clients[c].owed) continue;
                    ssize_t sent = send(c, frame, frame_size, MSG_NOSIGNAL);
                    if (sent < 0 && errno != EAGAIN) forget(c);
                    else if (sent < (ssize_t)frame_size) owe(poll_fd, c, frame_size - (sent < 0 ? 0 : (size_t)sent));
                }
                clock_gettime(CLOCK_MONOTONIC, &b);
                printf("sent %lld\n", (long long)(b.tv_sec - a.tv_sec) * 1000000 + (b.tv_nsec - a.tv_nsec) / 1000);
                fflush(stdout);
            } else {
                if (events[i].events & EPOLLOUT && clients[fd].owed) {
                    ssize_t sent = send(fd, frame + frame_size - clients[fd].owed, clients[fd].owed, MSG_NOSIGNAL);
                    if (sent > 0) owe(poll_fd, fd, clients[fd].owed - (size_t)sent);
                }
                if (!(events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))) continue;
                ssize_t got = recv(fd, bytes, sizeof bytes, 0);
                if (got <= 0) {
                    if (got == 0 || errno != EAGAIN) forget(fd);
                    continue;
                }
                Client *client = &clients[fd];
                if (!client->asked) continue; /* a greeting, a pong: nothing to do */
                size_t part = (size_t)got < 8191 - client->length ? (size_t)got : 8191 - client->length;
                memcpy(client->asked + client->length, bytes, part);
                client->length += part;
                if (strstr(client->asked, "\r\n\r\n")) {
                    upgrade(fd, client->asked);
                    free(client->asked);
                    client->asked = NULL;
                }
            }
        }
    }
}
