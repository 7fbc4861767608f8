/* A hall of phones in one process: opens sockets, sends what it is told, counts what comes, and notes when.
 *
 *   phones PORT MOST          then one command per line on stdin, one line of answer each on stdout:
 *
 *   run FILE SPREAD LIMIT TIMEOUT OUT   every phone of FILE does its steps; the first begins now, the last after SPREAD
 *                                       seconds; at most LIMIT (0: all) at once. OUT: "phone step status due end" (ns)
 *   mark                                forget the frames counted so far
 *   await K TIMEOUT                     until every open socket has K frames more: "reached open first last frames bytes"
 *   close                               close every socket
 *
 * FILE: u32 phones, then per phone u32 steps, per step one letter, u32 length, bytes.
 *   H  an HTTP/1.1 request, answered before the next step      W  the request of a WebSocket upgrade, answered with 101
 *   T  a text message, answered by any message                 S  a text message, answered by one with "re" in it
 * Times are CLOCK_MONOTONIC in nanoseconds, the clock of time.monotonic_ns() in every process of the machine.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
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

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

enum { HEAD = 16384, PEEK = 8192, EVENTS = 1024, SOURCES = 16 };

typedef struct {
    char kind;
    uint32_t length;
    const char *bytes;
} Step;

typedef struct {
    int fd;            /* -1: none */
    int number;
    int is_socket;     /* the upgrade was answered */
    Step *steps;
    uint32_t count, at;
    uint64_t due;      /* when the step at hand was to begin */
    int busy;          /* a step is under way */
    char *out;         /* what is still to be written */
    size_t out_length, out_at;
    char *head;        /* an HTTP answer's head */
    size_t head_length;
    long body_left;    /* of the HTTP answer; -1: the head is not whole */
    int status, closing;
    unsigned char frame[14];
    int frame_have;
    uint64_t payload_left;
    int opcode;
    char peek[PEEK];   /* how the message begins */
    int peeked;
    unsigned char control[125];
    int control_have;
    uint32_t frames;   /* since the last mark */
} Phone;

static int port, poll_fd, most;
static Phone *phones;
static uint64_t first_at, last_at, frames_seen, bytes_seen, reached;
static uint32_t wanted; /* frames per phone somebody waits for */
static int open_sockets;
static char *script;
static uint32_t players, started, finished, running, limit;
static uint64_t began, spread, deadline, await_deadline;
static FILE *out_file;
static int job, awaiting;

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void watch(Phone *p, int op, uint32_t events) {
    struct epoll_event e = {.events = events, .data.u32 = (uint32_t)p->number};
    epoll_ctl(poll_fd, op, p->fd, &e);
}

static void hang_up(Phone *p) {
    if (p->fd < 0) return;
    close(p->fd);
    p->fd = -1;
    if (p->is_socket) open_sockets--;
    p->is_socket = 0;
    free(p->out);
    p->out = NULL;
    p->out_length = p->out_at = 0;
    p->frame_have = 0;
    p->payload_left = 0;
}

static int dial(Phone *p) {
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (p->fd < 0) return 0;
    int one = 1;
    setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(p->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    struct sockaddr_in here = {.sin_family = AF_INET};
    here.sin_addr.s_addr = htonl(0x7f000002u + (uint32_t)(p->number % SOURCES));
    bind(p->fd, (struct sockaddr *)&here, sizeof here);
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(p->fd, (struct sockaddr *)&there, sizeof there) < 0 && errno != EINPROGRESS) {
        hang_up(p);
        return 0;
    }
    watch(p, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
    return 1;
}

static int flush_out(Phone *p) { /* 0: the connection is gone */
    while (p->out_at < p->out_length) {
        ssize_t n = send(p->fd, p->out + p->out_at, p->out_length - p->out_at, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EAGAIN || errno == ENOTCONN) {
                watch(p, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
                return 1;
            }
            return 0;
        }
        p->out_at += (size_t)n;
    }
    free(p->out);
    p->out = NULL;
    p->out_length = p->out_at = 0;
    watch(p, EPOLL_CTL_MOD, EPOLLIN);
    return 1;
}

static void put(Phone *p, const void *bytes, size_t length) {
    p->out = realloc(p->out, p->out_length + length);
    memcpy(p->out + p->out_length, bytes, length);
    p->out_length += length;
}

static void put_frame(Phone *p, int opcode, const void *bytes, size_t length) {
    unsigned char head[8] = {(unsigned char)(0x80 | opcode), 0x80};
    size_t size = 2;
    if (length < 126) head[1] |= (unsigned char)length;
    else {
        head[1] |= 126;
        head[2] = (unsigned char)(length >> 8);
        head[3] = (unsigned char)length;
        size = 4;
    }
    memset(head + size, 0, 4); /* masked with zeros: allowed, and free */
    put(p, head, size + 4);
    put(p, bytes, length);
}

static void next_step(Phone *p);

static void step_done(Phone *p, int status) {
    if (!p->busy) return;
    uint64_t end = now();
    p->busy = 0;
    if (out_file) fprintf(out_file, "%d %u %d %llu %llu\n", p->number, p->at, status,
                          (unsigned long long)p->due, (unsigned long long)end);
    p->at++;
    p->due = end;
    if (status == 0 || p->at >= p->count) {
        finished++;
        running--;
        if (!p->is_socket) hang_up(p);
    } else
        next_step(p);
}

static void lost(Phone *p) {
    hang_up(p);
    step_done(p, 0);
}

static void next_step(Phone *p) {
    Step *s = &p->steps[p->at];
    p->busy = 1;
    p->body_left = -1;
    p->head_length = 0;
    if (p->fd < 0 && !dial(p)) {
        lost(p);
        return;
    }
    if (s->kind == 'H' || s->kind == 'W') put(p, s->bytes, s->length);
    else put_frame(p, 1, s->bytes, s->length);
    if (!flush_out(p)) lost(p);
}

static void message(Phone *p) {
    uint64_t at = now();
    p->peek[p->peeked < PEEK ? p->peeked : PEEK - 1] = 0;
    int news = !strncmp(p->peek, "{\"regions\"", 10) || !strncmp(p->peek, "{\"again\"", 8);
    int answer = !news && strstr(p->peek, "\"re\":");
    if (!answer) {
        if (!first_at) first_at = at;
        last_at = at;
        frames_seen++;
        if (++p->frames == wanted) reached++;
    }
    if (p->busy) {
        char kind = p->steps[p->at].kind;
        if (kind == 'T' && !answer) step_done(p, 200);
        else if (kind == 'S' && answer) {
            char *found = strstr(p->peek, "\"status\":");
            step_done(p, found ? atoi(found + 9) : 1);
        }
    }
}

static int take_socket(Phone *p, const unsigned char *bytes, size_t length) {
    bytes_seen += length;
    while (length) {
        if (p->payload_left == 0) {
            p->frame[p->frame_have++] = *bytes++;
            length--;
            int need = 2;
            if (p->frame_have >= 2) need = (p->frame[1] & 127) == 126 ? 4 : (p->frame[1] & 127) == 127 ? 10 : 2;
            if (p->frame_have < need) continue;
            p->opcode = p->frame[0] & 15;
            uint64_t size = p->frame[1] & 127;
            if (need > 2) {
                size = 0;
                for (int i = 2; i < need; i++) size = size << 8 | p->frame[i];
            }
            p->payload_left = size;
            p->frame_have = 0;
            p->control_have = 0;
            if (p->opcode != 0) p->peeked = 0;
            if (size == 0 && p->opcode == 9) put_frame(p, 10, "", 0);
            else if (size == 0 && (p->opcode == 1 || p->opcode == 2)) message(p);
            continue;
        }
        size_t part = length < p->payload_left ? length : (size_t)p->payload_left;
        if (p->opcode >= 8)
            for (size_t i = 0; i < part && p->control_have < 125; i++) p->control[p->control_have++] = bytes[i];
        else
            for (size_t i = 0; i < part && p->peeked < PEEK; i++) p->peek[p->peeked++] = (char)bytes[i];
        bytes += part;
        length -= part;
        p->payload_left -= part;
        if (p->payload_left) continue;
        if (p->opcode == 9) put_frame(p, 10, p->control, (size_t)p->control_have);
        else if (p->opcode == 8) return 0;
        else if (p->opcode < 8) message(p);
    }
    return p->out ? flush_out(p) : 1;
}

static int take_http(Phone *p, const char *bytes, size_t length) {
    while (length) {
        if (!p->busy) return 1;
        if (p->body_left < 0) {
            if (!p->head) p->head = malloc(HEAD);
            size_t part = length < HEAD - 1 - p->head_length ? length : HEAD - 1 - p->head_length;
            memcpy(p->head + p->head_length, bytes, part);
            p->head_length += part;
            p->head[p->head_length] = 0;
            char *end = strstr(p->head, "\r\n\r\n");
            if (!end) {
                if (p->head_length >= HEAD - 1) return 0;
                return 1;
            }
            size_t head = (size_t)(end - p->head) + 4, of_this = head - (p->head_length - part);
            bytes += of_this;
            length -= of_this;
            p->status = atoi(p->head + 9);
            *end = 0;
            char *said = strcasestr(p->head, "\r\ncontent-length:");
            p->closing = strcasestr(p->head, "\r\nconnection: close") != NULL;
            p->body_left = said ? atol(said + 17) : 0;
            free(p->head);
            p->head = NULL;
            p->head_length = 0;
        }
        size_t part = length < (size_t)p->body_left ? length : (size_t)p->body_left;
        bytes_seen += part;
        bytes += part;
        length -= part;
        p->body_left -= (long)part;
        if (p->body_left == 0) {
            if (p->steps[p->at].kind == 'W' && p->status == 101) {
                p->is_socket = 1;
                open_sockets++;
                step_done(p, 101);
                return length ? take_socket(p, (const unsigned char *)bytes, length) : 1;
            }
            if (p->closing) hang_up(p);
            step_done(p, p->status);
            return 1;
        }
    }
    /* an answer without a body ends with its head */
    if (p->busy && p->body_left == 0) {
        if (p->steps[p->at].kind == 'W' && p->status == 101) {
            p->is_socket = 1;
            open_sockets++;
            step_done(p, 101);
            return 1;
        }
        if (p->closing) hang_up(p);
        step_done(p, p->status);
    }
    return 1;
}

static void heard(Phone *p, uint32_t events) {
    static char bytes[262144];
    if (p->fd < 0) return;
    if (events & EPOLLOUT) {
        int broken = 0;
        socklen_t size = sizeof broken;
        getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &broken, &size);
        if (broken || !flush_out(p)) {
            lost(p);
            return;
        }
    }
    if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) return;
    ssize_t n = recv(p->fd, bytes, sizeof bytes, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
        int again = n == 0 && p->busy && !p->is_socket && p->at > 0 && p->head_length == 0 && p->body_left < 0;
        if (again) { /* the server let an idle connection go: ask on a new one */
            hang_up(p);
            next_step(p);
        } else
            lost(p);
        return;
    }
    int fine = p->is_socket ? take_socket(p, (unsigned char *)bytes, (size_t)n) : take_http(p, bytes, (size_t)n);
    if (!fine) lost(p);
}

static void load(const char *name) {
    FILE *f = fopen(name, "rb");
    if (!f) {
        perror(name);
        exit(2);
    }
    fseek(f, 0, SEEK_END);
    size_t size = (size_t)ftell(f);
    rewind(f);
    free(script);
    script = malloc(size);
    if (fread(script, 1, size, f) != size) exit(2);
    fclose(f);
    const char *at = script;
    memcpy(&players, at, 4);
    at += 4;
    if ((int)players > most) exit(2);
    for (uint32_t i = 0; i < players; i++) {
        Phone *p = &phones[i];
        free(p->steps);
        memcpy(&p->count, at, 4);
        at += 4;
        p->steps = calloc(p->count, sizeof(Step));
        for (uint32_t s = 0; s < p->count; s++) {
            p->steps[s].kind = *at++;
            memcpy(&p->steps[s].length, at, 4);
            at += 4;
            p->steps[s].bytes = at;
            at += p->steps[s].length;
        }
        p->at = 0;
        p->busy = 0;
    }
}

static void start_due(void) {
    uint64_t at = now();
    while (started < players && (!limit || running < limit)) {
        uint64_t due = began + (players > 1 ? spread * started / (players - 1) : 0);
        if (due > at) break;
        Phone *p = &phones[started++];
        p->due = due;
        running++;
        if (p->count == 0) {
            running--;
            finished++;
        } else
            next_step(p);
    }
}

static void command(char *line) {
    char file[512], out[512];
    double seconds, patience;
    unsigned count;
    if (sscanf(line, "run %511s %lf %u %lf %511s", file, &seconds, &count, &patience, out) == 5) {
        load(file);
        out_file = fopen(out, "w");
        started = finished = running = 0;
        limit = count;
        spread = (uint64_t)(seconds * 1e9);
        began = now();
        deadline = began + (uint64_t)(patience * 1e9);
        job = 1;
    } else if (!strncmp(line, "mark", 4)) {
        for (int i = 0; i < most; i++) phones[i].frames = 0;
        first_at = last_at = frames_seen = bytes_seen = reached = 0;
        wanted = 1;
        printf("marked %d\n", open_sockets);
    } else if (sscanf(line, "await %u %lf", &count, &patience) == 2) {
        wanted = count;
        reached = 0;
        for (int i = 0; i < most; i++) reached += phones[i].is_socket && phones[i].frames >= wanted;
        awaiting = 1;
        await_deadline = now() + (uint64_t)(patience * 1e9);
    } else if (!strncmp(line, "close", 5)) {
        for (int i = 0; i < most; i++) hang_up(&phones[i]);
        printf("closed\n");
    } else
        printf("what?\n");
    fflush(stdout);
}

static void look(void) {
    uint64_t at = now();
    if (job) {
        start_due();
        if (finished == players || at > deadline) {
            for (uint32_t i = 0; i < players; i++)
                if (phones[i].busy) {
                    phones[i].busy = 0;
                    if (out_file) fprintf(out_file, "%u %u -1 %llu %llu\n", i, phones[i].at,
                                          (unsigned long long)phones[i].due, (unsigned long long)at);
                    if (!phones[i].is_socket) hang_up(&phones[i]);
                }
            fclose(out_file);
            out_file = NULL;
            job = 0;
            struct timespec cpu;
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
            printf("ran %u of %u in %llu ns, open %d, cpu %lld ns\n", finished, players, (unsigned long long)(at - began),
                   open_sockets, (long long)cpu.tv_sec * 1000000000ll + cpu.tv_nsec);
            fflush(stdout);
        }
    }
    if (awaiting && ((int)reached >= open_sockets || at > await_deadline)) {
        awaiting = 0;
        printf("await %llu %d %llu %llu %llu %llu\n", (unsigned long long)reached, open_sockets,
               (unsigned long long)first_at, (unsigned long long)last_at, (unsigned long long)frames_seen,
               (unsigned long long)bytes_seen);
        fflush(stdout);
    }
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    port = atoi(argv[1]);
    most = atoi(argv[2]);
    poll_fd = epoll_create1(0);
    phones = calloc((size_t)most, sizeof(Phone));
    for (int i = 0; i < most; i++) {
        phones[i].fd = -1;
        phones[i].number = i;
    }
    struct epoll_event keys = {.events = EPOLLIN, .data.u32 = UINT32_MAX}, events[EVENTS];
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, 0, &keys);
    fcntl(0, F_SETFL, O_NONBLOCK);
    char line[2048];
    size_t have = 0;
    for (;;) {
        int n = epoll_wait(poll_fd, events, EVENTS, job && started < players ? 1 : job || awaiting ? 20 : -1);
        for (int i = 0; i < n; i++) {
            if (events[i].data.u32 != UINT32_MAX) {
                heard(&phones[events[i].data.u32], events[i].events);
                continue;
            }
            ssize_t got = read(0, line + have, sizeof line - 1 - have);
            if (got == 0) return 0;
            if (got < 0) continue;
            have += (size_t)got;
            line[have] = 0;
            char *end;
            while ((end = strchr(line, '\n'))) {
                *end = 0;
                command(line);
                have -= (size_t)(end + 1 - line);
                memmove(line, end + 1, have + 1);
            }
        }
        look();
    }
}
