#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What ended a wait for input.
enum Waited { case input, signal, timeout }

/// Waits until a descriptor has something to read (or has ended), a signal event has come, or the time is over.
/// - Parameter milliseconds: -1 waits without end.
func waitForInput(_ descriptor: Int32, milliseconds: Int32 = -1) -> Waited {
    var wanted = [
        pollfd(fd: SignalHandling.wakeDescriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    while true {
        let ready = poll(&wanted, 2, milliseconds)
        if wanted[0].revents != 0 { return .signal }
        if ready > 0 { return .input }
        if ready == 0 { return .timeout }
        // Without handlers an interruption counts as a signal event.
        if errno != EINTR { return .input }
        if wanted[0].fd < 0 { return .signal }
    }
}

/// A pipe whose ends are closed in programs that are started; nil when the process may open no more files.
func makePipe() -> (reading: Int32, writing: Int32)? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}

/// Writes all bytes to a descriptor, over interruptions and partial writes.
/// - Returns: 0, or the error (EPIPE when the reader has gone).
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written > 0 {
            rest = rest.dropFirst(written)
        } else if written < 0, errno == EAGAIN {
            // Someone else's flag on a shared terminal: wait until it takes more.
            var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&wanted, 1, -1)
        } else if written == 0 || errno != EINTR {
            return written == 0 ? EIO : errno
        }
    }
    return 0
}

/// Writes a text to a descriptor at once; an error is left to whoever reads the descriptor next.
func writeNow(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { _ = writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
}
