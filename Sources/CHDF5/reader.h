// What the process that reads foreign files needs from the operating system and Swift cannot call: sockets' messages
// with file descriptors, and `fork` (in a process of one thread).

#ifndef CHDF5_READER_H
#define CHDF5_READER_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// The number of descriptors that come with each request: those of what was read of a file and of the report.
enum { chdf5_descriptor_count = 2 };

static inline pid_t chdf5_fork(void) { return fork(); }

// A file in memory; negative on failure.
static inline int chdf5_memory_file(void) { return (int)syscall(SYS_memfd_create, "nc-bench", 1u /* MFD_CLOEXEC */); }

// Sends one message with descriptors; negative on failure.
static inline ssize_t chdf5_send(int socket, const void *bytes, size_t count, const int *descriptors) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * chdf5_descriptor_count)];
  } control;
  memset(&control, 0, sizeof(control));
  struct iovec part = {(void *)bytes, count};
  struct msghdr message = {0};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes;
  message.msg_controllen = sizeof(control.bytes);
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int) * chdf5_descriptor_count);
  memcpy(CMSG_DATA(header), descriptors, sizeof(int) * chdf5_descriptor_count);
  ssize_t sent;
  do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent;
}

// Receives one message with descriptors: its size, 0 where the other side has gone, negative on failure.
static inline ssize_t chdf5_receive(int socket, void *bytes, size_t count, int *descriptors) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * chdf5_descriptor_count)];
  } control;
  struct iovec part = {bytes, count};
  struct msghdr message = {0};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes;
  message.msg_controllen = sizeof(control.bytes);
  ssize_t received;
  do received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (received < 0 && errno == EINTR);
  if (received <= 0) return received;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC) || header == NULL || header->cmsg_type != SCM_RIGHTS ||
      header->cmsg_len != CMSG_LEN(sizeof(int) * chdf5_descriptor_count))
    return -1;
  memcpy(descriptors, CMSG_DATA(header), sizeof(int) * chdf5_descriptor_count);
  return received;
}

#endif
