import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Single keys from standard input, without waiting for the end of a line where that is a terminal.
///
/// The terminal's settings are put back when it goes.
struct TerminalKeys: ~Copyable {
    /// Nil when standard input is no terminal.
    private let original: termios?

    init() {
        var settings = termios()
        guard isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &settings) == 0 else {
            original = nil
            return
        }
        original = settings
        // Ctrl-C comes as a key too, so that the settings are put back.
        settings.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }

    deinit {
        guard var original else { return }
        tcsetattr(STDIN_FILENO, TCSANOW, &original)
    }

    /// The next key in lower case; nil at the end of the input. White space is passed over.
    func next() -> String? {
        // Unbuffered: what is not read is left to whoever reads next.
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return nil }
            if [0x20, 0x09, 0x0A, 0x0D].contains(byte) { continue }
            return String(UnicodeScalar(byte)).lowercased()
        }
    }
}
