import Diagnostics
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Another process of this same program, for work that needs one of its own.
enum ChildProcess {
    struct Ended {
        let output: String
        /// The exit code; 128 + N after signal N.
        let code: Int32
    }

    /// Pipes and processes are made one at a time: a pipe's end that got into another process would keep it open.
    private static let starting = Mutex(())

    /// Runs the program to its end; Ctrl-C ends it.
    /// - Parameter environment: what changes of this process's variables; nil leaves one out.
    /// - Throws: where no process can be started; `cancelled`.
    static func run(_ arguments: [String], environment: [String: String?] = [:]) throws(Diagnostic) -> Ended {
        var reading: Int32 = -1
        let started = starting.withLock { _ -> (process: pid_t, error: Int32) in
            guard let pipe = makePipe() else { return (0, errno) }
            reading = pipe.reading
            defer { close(pipe.writing) }
            return start(arguments, environment, output: pipe.writing)
        }
        defer { if reading >= 0 { close(reading) } }
        guard started.error == 0 else {
            throw Diagnostic("no-process", "No process could be started: \(String(cString: strerror(started.error))).", help: "Close other programs, or check one file at a time.")
        }
        let output = read(reading, from: started.process)
        var status: Int32 = 0
        while waitpid(started.process, &status, 0) < 0, errno == EINTR {}
        try Cancellation.check()
        let signal = status & 0x7F
        return Ended(output: String(decoding: output, as: UTF8.self), code: signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
    }

    private static func start(_ arguments: [String], _ changes: [String: String?], output: Int32) -> (pid_t, Int32) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The threads of a pool hold signals back; the process is to hear Ctrl-C.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var pointers = (["tierbook"] + arguments).map { strdup($0) } + [nil]
        var settings = environment(changes).map { strdup($0) } + [nil]
        defer { for pointer in pointers + settings { free(pointer) } }
        var process: pid_t = 0
        let error = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, &pointers, &settings)
        return (process, error)
    }

    private static func environment(_ changes: [String: String?]) -> [String] {
        var variables: [String] = []
        var next = environ
        while let variable = next.pointee {
            let text = String(cString: variable)
            if !changes.keys.contains(where: { text.hasPrefix($0 + "=") }) { variables.append(text) }
            next += 1
        }
        return variables + changes.sorted { $0.key < $1.key }.compactMap { name, value in value.map { "\(name)=\($0)" } }
    }

    /// All that it writes; it is asked to end when Ctrl-C is pressed.
    private static func read(_ descriptor: Int32, from process: pid_t) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var isAsked = false
        while true {
            if Cancellation.isRequested, !isAsked {
                kill(process, SIGTERM)
                isAsked = true
            }
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&wanted, 1, 100) > 0 else { continue }
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            if count <= 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}
