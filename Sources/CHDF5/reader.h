// What the process that reads foreign files needs from the operating system and Swift cannot call: sockets' messages
// with a file descriptor, and `fork` (in a process of one thread).

#ifndef CHDF5_READER_H
#define CHDF5_READER_H

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

// Forks a child that is killed where this process ends first. `lifeline` is to be closed; it is at its end once the child
// has ended, and -1 where there is no child.
static inline pid_t chdf5_fork(int *lifeline) {
  int ends[2];
  *lifeline = -1;
  if (pipe(ends) < 0) return -1;
  pid_t parent = getpid();
  pid_t child = fork();
  close(ends[child == 0 ? 0 : 1]);
  if (child == 0) {
    // The thread that forks is the only one: the signal comes with the end of that thread.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(2);
  } else if (child < 0) {
    close(ends[0]);
  } else {
    *lifeline = ends[0];
  }
  return child;
}

// Sends one message with a descriptor; negative on failure.
static inline ssize_t chdf5_send(int socket, const void *bytes, size_t count, int descriptor) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
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
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
  ssize_t sent;
  do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent;
}

// Receives one message with a descriptor: its size, 0 where the other side has gone, negative on failure.
static inline ssize_t chdf5_receive(int socket, void *bytes, size_t count, int *descriptor) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
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
      header->cmsg_len != CMSG_LEN(sizeof(int)))
    return -1;
  memcpy(descriptor, CMSG_DATA(header), sizeof(int));
  return received;
}

#endif
