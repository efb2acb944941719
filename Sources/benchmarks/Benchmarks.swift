import Diagnostics
import Tables

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs workloads on a folder of benchmark data and prints one JSON object of figures.
///
///     benchmarks import DATA                           W1a, W1b
///     benchmarks queries DATA RESULTS REPEATS W2,W4    others; each one's canonical result goes to RESULTS/NAME.csv
///     benchmarks search                                ranks entries for questions, both from standard input (`SearchRun`)
///     benchmarks calibrate TRIALS RESAMPLES            whether intervals and verdicts keep what they promise
///
/// `scripts/benchmark`, `scripts/search-quality` and `scripts/calibrate-statistics` call it; the first two check the results and put
/// the peers beside it.
@main
struct Benchmarks {
    static func main() {
        let arguments = CommandLine.arguments
        do throws(Diagnostic) {
            if arguments.count == 3, arguments[1] == "import" {
                print(json(try Workloads(data: arguments[2]).imports()))
            } else if arguments.count == 6, arguments[1] == "queries", let repeats = Int(arguments[4]), repeats > 0 {
                let wanted = Set(arguments[5].split(separator: ",").map(String.init))
                print(json(try Workloads(data: arguments[2]).queries(wanted, results: arguments[3], repeats: repeats)))
            } else if arguments.count == 2, arguments[1] == "search" {
                try SearchRun().run()
            } else if arguments.count == 4, arguments[1] == "calibrate", let trials = Int(arguments[2]), let resamples = Int(arguments[3]),
                trials > 0, resamples > 0
            {
                exit(try Calibration(trials: trials, resamples: resamples).run() ? 0 : 1)
            } else {
                print("usage: benchmarks import DATA | queries DATA RESULTS REPEATS NAME,… | search | calibrate TRIALS RESAMPLES")
                exit(2)
            }
        } catch {
            print("\(error.message) \(error.help ?? "")")
            exit(1)
        }
    }

    private static func json(_ figures: [Figures]) -> String {
        "{" + figures.map(\.json).joined(separator: ", ") + "}"
    }
}

/// What one workload took.
struct Figures {
    let name: String
    let seconds: [Double]
    /// Further figures by name.
    var more: [(name: String, number: Double)] = []
    let peakMegabytes: Double

    init(_ name: String, _ seconds: [Double], more: [(name: String, number: Double)] = []) {
        self.name = name
        self.seconds = seconds
        self.more = more
        peakMegabytes = Memory.peak()
    }

    static func median(_ seconds: [Double]) -> Double {
        var seconds = seconds
        return Quantiles.median(of: &seconds)
    }

    var json: String {
        let known = [("median_s", Figures.median(seconds)), ("min_s", seconds.min() ?? 0)] + more
        let parts = known.map { "\"\($0.0)\": \($0.1)" } + ["\"runs\": \(seconds.count)", "\"peak_mb\": \(Int(peakMegabytes.rounded()))"]
        return "\"\(name)\": {\(parts.joined(separator: ", "))}"
    }
}

/// This process's resident memory, as Linux counts it.
enum Memory {
    /// The most since the last `reset`, in MB; 0 where it is not told.
    static func peak() -> Double {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix("VmHWM:") else { continue }
            return (Double(text.split(whereSeparator: \.isWhitespace)[1]) ?? 0) / 1024
        }
        return 0
    }

    /// Begins a new measurement of the peak.
    static func reset() {
        guard let file = fopen("/proc/self/clear_refs", "w") else { return }
        fputs("5", file)
        fclose(file)
    }
}
