/*
 * What the machine itself takes, for benchmarks/dns: the cost of a system call, and servers that do
 * nothing with a datagram, so that no name server on this machine can answer for less.
 *
 *   floor call           CPU nanoseconds of one system call that does nothing (getppid), least of ten runs
 *   floor single PORT    sends each datagram back as a response: one recvfrom, one sendto
 *   floor batch PORT     the same with recvmmsg and sendmmsg, up to 32 datagrams a call
 *   floor upstream PORT  answers each question with the address 192.0.2.1 for an hour, in batches
 *
 * The servers are at 127.0.0.1 and end after two hours, if nobody ends them before.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 32, LONGEST = 4096, HEADER = 12, LIFETIME_SECONDS = 7200 };

static const unsigned char ADDRESS[] = {
    0xc0, HEADER,             /* owner: the name in the question */
    0,    1,      0,  1,      /* A, IN */
    0,    0,      14, 16,     /* TTL: 3600 */
    0,    4,      192, 0, 2, 1};

static void die(const char *what) {
  perror(what);
  exit(1);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now); /* what others take on a busy machine doesn't count */
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int call(void) {
  const long calls = 300000;
  double least = 1e9;
  for (int run = 0; run < 10; run++) {
    double begin = seconds();
    for (long i = 0; i < calls; i++) {
      syscall(SYS_getppid);
    }
    double each = (seconds() - begin) * 1e9 / (double)calls;
    least = each < least ? each : least;
  }
  printf("%.0f\n", least);
  return 0;
}

static int server(int port) {
  int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons((unsigned short)port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int buffer = 1 << 20;
  if (descriptor < 0) {
    die("socket");
  }
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0) {
    die("bind");
  }
  alarm(LIFETIME_SECONDS);
  return descriptor;
}

/* Turns a query into its response, in place; returns its length. */
static size_t answer(unsigned char *message, size_t length, int with_address) {
  if (length < HEADER) {
    return length;
  }
  message[2] |= 0x80; /* QR */
  if (!with_address) {
    return length;
  }
  size_t end = HEADER;
  while (end < length && message[end] != 0) {
    end += (size_t)message[end] + 1;
  }
  end += 5; /* the root, type and class */
  if (end > length || end + sizeof ADDRESS > LONGEST) {
    return length;
  }
  message[3] |= 0x80; /* RA */
  message[7] = 1;     /* one answer; whatever was behind the question goes */
  memset(message + 8, 0, 4);
  memcpy(message + end, ADDRESS, sizeof ADDRESS);
  return end + sizeof ADDRESS;
}

static void single(int descriptor) {
  unsigned char message[LONGEST];
  for (;;) {
    struct sockaddr_in client;
    socklen_t size = sizeof client;
    ssize_t length =
        recvfrom(descriptor, message, sizeof message, 0, (struct sockaddr *)&client, &size);
    if (length < 0) {
      die("recvfrom");
    }
    if (sendto(descriptor, message, answer(message, (size_t)length, 0), 0,
               (struct sockaddr *)&client, size) < 0) {
      perror("sendto");
    }
  }
}

static void batch(int descriptor, int with_address) {
  static unsigned char messages[BATCH][LONGEST];
  static struct sockaddr_in clients[BATCH];
  static struct iovec parts[BATCH];
  static struct mmsghdr vector[BATCH];
  for (int i = 0; i < BATCH; i++) {
    parts[i].iov_base = messages[i];
    vector[i].msg_hdr.msg_iov = &parts[i];
    vector[i].msg_hdr.msg_iovlen = 1;
    vector[i].msg_hdr.msg_name = &clients[i];
  }
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      parts[i].iov_len = LONGEST;
      vector[i].msg_hdr.msg_namelen = sizeof clients[i];
    }
    int count = recvmmsg(descriptor, vector, BATCH, MSG_WAITFORONE, NULL);
    if (count < 0) {
      die("recvmmsg");
    }
    for (int i = 0; i < count; i++) {
      parts[i].iov_len = answer(messages[i], vector[i].msg_len, with_address);
    }
    for (int sent = 0; sent < count;) {
      int more = sendmmsg(descriptor, vector + sent, (unsigned)(count - sent), 0);
      if (more < 0) {
        perror("sendmmsg");
      }
      sent += more < 1 ? 1 : more;
    }
  }
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "call") == 0) {
    return call();
  }
  if (count == 3 && strcmp(arguments[1], "single") == 0) {
    single(server(atoi(arguments[2])));
  } else if (count == 3 && strcmp(arguments[1], "batch") == 0) {
    batch(server(atoi(arguments[2])), 0);
  } else if (count == 3 && strcmp(arguments[1], "upstream") == 0) {
    batch(server(atoi(arguments[2])), 1);
  }
  fprintf(stderr, "usage: floor call | floor single|batch|upstream PORT\n");
  return 2;
}
