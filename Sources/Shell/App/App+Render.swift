import Diagnostics
import Notebooks
import Presenting
import Storage
import Verbs

extension App {
    /// Writes a notebook's page.
    ///
    /// Exit codes: 0 written, 1 its answers are stale or, run for the page, not what the notebook expects, 2 there is no
    /// such notebook or it is broken.
    /// - Parameters:
    ///   - target: the page's file, `-` for standard output; nil for the notebook's name with `.html`.
    ///   - runs: takes the answers from a run instead of the file.
    package static func render(_ path: String, to target: String?, running runs: Bool, options: RunOptions) -> Int32 {
        var source = Source("", name: path)
        do throws(Diagnostic) {
            guard Notebook.isNotebook(path) else {
                throw Diagnostic("not-a-notebook", "'\(path)' is no notebook: a page is made of prose and answers.", help: "A notebook is a Markdown file whose name ends in .md.")
            }
            source = try Program.read(path)
            let notebook = try Notebook(source)
            let answers: PageAnswers
            do throws(PageProblem) {
                answers = try runs ? PageAnswers(running: notebook, catalogue: Verbs.catalogue, given: options.given) : PageAnswers(storedIn: notebook)
            } catch {
                switch error {
                case .broken(let problem): throw problem
                case .refused(let problem, let place): return refused(problem, place)
                }
            }
            try Cancellation.check()
            // Nothing is left to put in order: from here on Ctrl-C may end the process where it stands.
            SignalHandling.release()
            try write(try Page(notebook, answers).html(), to: target ?? App.page(of: path))
            return 0
        } catch {
            return refused(error, error.span == nil ? Source("") : source, code: 2)
        }
    }

    private static func refused(_ problem: Diagnostic, _ place: Source, code: Int32 = 1) -> Int32 {
        Printer().show(problem, source: place)
        return exitCode(of: problem, else: code)
    }

    /// `study.html` for `study.md`.
    private static func page(of path: String) -> String { (path.lastIndex(of: ".").map { path[..<$0] } ?? path[...]) + ".html" }

    private static func write(_ page: String, to target: String) throws(Diagnostic) {
        if target != "-" { return try AtomicFile.write(Array(page.utf8), to: target) }
        let output = Output()
        output.write(page)
        output.finish()
        if let code = output.error { throw fileProblem(code, "write", "standard output") }
    }
}
