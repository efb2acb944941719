import Foundation

/// A Chromium without a window.
struct Browser {
    /// Nil where the machine has none.
    static let path = ["chromium", "chromium-headless-shell", "chromium-browser", "google-chrome"].lazy
        .map { "/usr/bin/" + $0 }.first(where: FileManager.default.isExecutableFile)

    /// The page's elements when it has loaded.
    let elements: String
    /// What it said on its console: errors, and what its policy forbade.
    let console: [String]

    /// Loads a file of the folder.
    init(_ name: String, in folder: Folder) throws {
        let ran = try Browser.run(["--dump-dom", "--enable-logging=stderr"], name, in: folder)
        elements = ran.output
        console = ran.errors.split(separator: "\n").map(String.init).filter { $0.contains("CONSOLE") }
    }

    /// How wide a page is that is shown in a window of a width: more where it scrolls sideways.
    static func width(of name: String, in window: Int, _ folder: Folder) throws -> Int {
        try folder.write(
            """
            <iframe id="f" src="\(name)" style="width:\(window)px;height:800px;border:0"></iframe><script>
            document.getElementById("f").onload = function() { document.title = "width " + this.contentDocument.scrollingElement.scrollWidth }
            </script>
            """, to: "frame.html")
        let elements = try run(["--allow-file-access-from-files", "--virtual-time-budget=3000", "--dump-dom"], "frame.html", in: folder).output
        guard let width = elements.components(separatedBy: "<title>width ").last?.prefix(while: \.isNumber), let number = Int(width) else {
            throw Program.Problem("The page was not shown: \(elements.prefix(200))")
        }
        return number
    }

    /// A picture of a page as PNG.
    static func picture(of name: String, width: Int, in folder: Folder) throws -> Data {
        let path = folder.file("page.png")
        _ = try run(["--window-size=\(width),2000", "--hide-scrollbars", "--screenshot=\(path)"], name, in: folder)
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }

    private static func run(_ flags: [String], _ name: String, in folder: Folder) throws -> (output: String, errors: String) {
        guard let path else { throw Program.Problem("There is no browser.") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=" + folder.file("profile")] + flags + ["file://" + folder.file(name)]
        let (output, errors) = (folder.file("browser.out"), folder.file("browser.err"))
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        let end = Date.timeIntervalSinceReferenceDate + 60
        while process.isRunning, Date.timeIntervalSinceReferenceDate < end { usleep(10_000) }
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            throw Program.Problem("\(path) did not end within a minute.")
        }
        return (try folder.read("browser.out"), try folder.read("browser.err"))
    }
}
