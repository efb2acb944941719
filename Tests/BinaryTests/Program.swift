import Foundation

/// The built `tierbook`: started without a shell and without fork, on descriptors of the test's choice.
struct Program {
    struct Problem: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    let process: pid_t
    /// POSIX_SPAWN_SETSID of glibc, which Swift does not import.
    private static let newSession: Int32 = 0x80

    /// Beside the test bundle, in `.build/<configuration>`.
    static func path() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        // `swift test` may load the bundle into a helper of its own; the bundle is then among the arguments.
        let places = [own] + CommandLine.arguments.filter { $0.contains(".xctest") }
        for place in places {
            var folder = URL(fileURLWithPath: place)
            while folder.path != "/" {
                folder.deleteLastPathComponent()
                let found = folder.appendingPathComponent("tierbook").path
                if folder.lastPathComponent != "Sources", FileManager.default.isExecutableFile(atPath: found), !isFolder(found) { return found }
                if folder.lastPathComponent == ".build" { break }
            }
        }
        throw Problem("The program tierbook is not built: run swift build --product tierbook, then the tests again.")
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// What a descriptor of the program is: a file or terminal to open by path, or one of ours.
    enum Stream {
        case open(String, Int32)
        case descriptor(Int32)
    }

    /// - Parameters:
    ///   - streams: for standard input, output and error. Where the first is a terminal it becomes the controlling one.
    init(_ arguments: [String], in folder: Folder, environment: [String: String] = [:], streams: [Stream]) throws {
        let path = try Program.path()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, stream) in streams.enumerated() {
            switch stream {
            case .open(let path, let flags): posix_spawn_file_actions_addopen(&actions, Int32(target), path, flags, 0o644)
            case .descriptor(let source): posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
            }
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A session of its own, so that the terminal opened next is its controlling one; and no inherited signals.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(Program.newSession | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var variables = [
            "PATH": "/usr/bin:/bin", "HOME": folder.path, "XDG_STATE_HOME": folder.file("state"), "TERM": "xterm-256color",
            "LANG": "C.UTF-8", "PAGER": "cat",
        ]
        variables.merge(environment) { $1 }
        // env goes to the folder and becomes the program, under the same process number.
        let words = ["/usr/bin/env", "-C", folder.path, path] + arguments
        var pointers = words.map { strdup($0) } + [nil]
        var settings = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in pointers + settings { free(pointer) } }
        var started: pid_t = 0
        let failure = posix_spawn(&started, words[0], &actions, &attributes, &pointers, &settings)
        if failure != 0 { throw Problem("\(path) cannot be started: \(String(cString: strerror(failure))).") }
        process = started
    }

    /// The exit code once it ends, 128 + N after signal N; nil when it still runs after `seconds`.
    func exitCode(within seconds: Double = 60) -> Int32? {
        let end = Date.timeIntervalSinceReferenceDate + seconds
        var status: Int32 = 0
        while true {
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process { return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F) }
            if ended < 0 || Date.timeIntervalSinceReferenceDate > end { return nil }
            usleep(2_000)
        }
    }

    func signal(_ number: Int32) { kill(process, number) }
}

/// What a program said, run to its end without a terminal.
struct Ran {
    let code: Int32
    let output: String
    let errors: String

    /// - Parameter input: its standard input, which is no terminal.
    init(_ arguments: [String], in folder: Folder, input: String = "", environment: [String: String] = [:]) throws {
        try folder.write(input, to: ".input")
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        let program = try Program(
            arguments, in: folder, environment: environment,
            streams: [.open(folder.file(".input"), O_RDONLY), .open(folder.file(".output"), flags), .open(folder.file(".errors"), flags)])
        guard let code = program.exitCode() else {
            program.signal(SIGKILL)
            _ = program.exitCode()
            throw Program.Problem("tierbook \(arguments.joined(separator: " ")) did not end.")
        }
        self.code = code
        output = try folder.read(".output")
        errors = try folder.read(".errors")
    }
}
