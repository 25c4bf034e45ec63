import Testing

@testable import ForgeTerminal

@Suite struct ProgressTests {
    private let screen = Terminal(isInteractive: true, hasColor: false, hasUnicode: true, width: 100)

    private func progress(done: Int) -> Progress {
        var progress = Progress(label: "demo/cot", total: 60, startedAt: 100)
        progress.done = done
        progress.accuracy = (done / 5, done)
        return progress
    }

    @Test func `the line has bar, share, rate, time left and accuracy with its interval`() {
        let line = progress(done: 50).line(at: 110, terminal: screen)
        #expect(line == "demo/cot ████████████████████░░░░ 83 % 50/60 · 5.00/s · ETA 2.00 s · 20.0 % [11.2, 33.0]")
        #expect(TextWidth.of(line) <= 100)
    }

    @Test func `before the first sample there is no rate to tell`() {
        let line = progress(done: 0).line(at: 101, terminal: .plain)
        #expect(line == "demo/cot 0 % 0/60")
    }

    @Test func `samples of an earlier run do not count for the speed`() {
        var resumed = Progress(label: "x", total: 100, doneBefore: 80, startedAt: 0)
        resumed.done = 90
        #expect(resumed.rate(at: 5) == 2)
        #expect(resumed.remaining(at: 5) == 5)
    }

    @Test(arguments: [20, 30, 40, 60, 80])
    func `the line fits every terminal`(width: Int) {
        var terminal = screen
        terminal.width = width
        #expect(TextWidth.of(progress(done: 59).line(at: 300, terminal: terminal)) <= width)
    }

    @Test func `an empty run is complete`() {
        let empty = Progress(label: "x", total: 0, startedAt: 0)
        #expect(empty.isFinished)
        #expect(empty.line(at: 1, terminal: .plain).contains("100 % 0/0"))
    }

    @Test func `a terminal is redrawn at most ten times a second`() {
        var writer = ProgressWriter(terminal: screen)
        let writes = (0..<100).compactMap { writer.update(progress(done: $0 / 2), at: 100 + Double($0) / 100) }
        #expect(writes.count == 10)
        #expect(writes.allSatisfy { $0.hasPrefix("\r\u{1B}[2K") && !$0.hasSuffix("\n") })
    }

    @Test func `a file gets plain lines every few seconds and the last one always`() {
        var writer = ProgressWriter(terminal: .plain, plainInterval: 10)
        let writes = (0..<25).compactMap { writer.update(progress(done: $0), at: 100 + Double($0)) }
        #expect(writes.count == 3)
        #expect(writes.allSatisfy { $0.hasSuffix("\n") && !$0.contains("\u{1B}") })
        let last = writer.update(progress(done: 60), at: 125.5)
        #expect(last == "demo/cot 100 % 60/60 · 2.35/s · 25.5 s · 20.0 % [11.8, 31.8]\n")
    }

    @Test func `an open line is closed once, a finished one never`() {
        var writer = ProgressWriter(terminal: screen)
        #expect(close(&writer) == nil)
        #expect(update(&writer, done: 5, at: 101) != nil)
        #expect(close(&writer) == "\n")
        #expect(close(&writer) == nil)
        #expect(update(&writer, done: 60, at: 140)?.hasSuffix("\n") == true)
        #expect(close(&writer) == nil)
    }

    // Macros cannot hold mutating calls.
    private func close(_ writer: inout ProgressWriter) -> String? { writer.close() }

    private func update(_ writer: inout ProgressWriter, done: Int, at now: Double) -> String? {
        writer.update(progress(done: done), at: now)
    }
}
