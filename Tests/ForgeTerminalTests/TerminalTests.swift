import Testing

@testable import ForgeTerminal

@Suite struct TerminalTests {
    private func terminal(_ environment: [String: String], isTerminal: Bool = true, columns: Int? = 100) -> Terminal {
        Terminal(environment: environment, isTerminal: isTerminal, columns: columns)
    }

    @Test func `a terminal has colour and its width`() {
        #expect(
            terminal(["TERM": "xterm", "LANG": "de_DE.UTF-8"])
                == Terminal(isInteractive: true, hasColor: true, hasUnicode: true, width: 100))
    }

    @Test func `NO_COLOR, a dumb terminal and a pipe have none`() {
        #expect(!terminal(["NO_COLOR": "1"]).hasColor)
        #expect(terminal(["NO_COLOR": ""]).hasColor)
        #expect(!terminal(["TERM": "dumb"]).hasColor && !terminal(["TERM": "dumb"]).isInteractive)
        let pipe = terminal(["TERM": "xterm"], isTerminal: false)
        #expect(!pipe.hasColor && !pipe.isInteractive && pipe.width == nil)
    }

    @Test(arguments: [
        (["LANG": "C"], false), (["LANG": "en_US.utf8"], true), (["LC_ALL": "C", "LANG": "en_US.UTF-8"], false),
        (["LC_ALL": "", "LC_CTYPE": "C.UTF-8"], true), ([:], false),
    ])
    func `the locale decides the encoding, in POSIX order`(environment: [String: String], hasUnicode: Bool) {
        #expect(terminal(environment).hasUnicode == hasUnicode)
    }

    @Test(arguments: [("120", 120), ("5", 100), ("x", 100), ("", 100)])
    func `COLUMNS overrides the width when it makes sense`(columns: String, width: Int) {
        #expect(terminal(["COLUMNS": columns]).width == width)
    }

    @Test(arguments: [
        ("\u{1B}[2Jx", "[2Jx"), ("a\u{7}b\u{9B}c", "abc"), ("\u{202E}abc", "abc"), ("a\r\nb\nc", "a⏎b⏎c"),
        ("a\tb", "a b"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
    ])
    func `foreign text cannot steer the terminal`(text: String, shown: String) {
        #expect(Terminal.plain.line(text) == shown)
    }

    @Test func `without UTF-8 everything is ASCII`() {
        let ascii = Terminal(isInteractive: false, hasColor: false, hasUnicode: false, width: nil)
        #expect(ascii.text("−4.0 → Δ ± é “x”…") == "-4.0 -> d +/- ? \"x\"~")
    }

    @Test func `colour is escape codes only where it is wanted`() {
        let color = Terminal(isInteractive: true, hasColor: true, hasUnicode: true, width: 80)
        #expect(color.colored("x", .green) == "\u{1B}[32mx\u{1B}[0m")
        #expect(color.colored("x", nil) == "x")
        #expect(Terminal.plain.colored("x", .green) == "x")
    }
}
