import ForgeCore
import Testing

@Suite struct `Output text` {
    private func text(_ pieces: [[UInt8]], stops: [String] = []) -> (text: String, stopped: Bool) {
        var output = OutputText(stops: stops)
        for piece in pieces where output.append(piece) { return (output.text, true) }
        return (output.text, false)
    }

    @Test(arguments: [
        (["Hello", " wor", "ld"], ["world"], "Hello ", true),
        (["a", "\n", "\n", "b"], ["\n\n"], "a", true),
        (["abc"], ["c", "b"], "a", true),
        (["aab"], ["ab"], "a", true),
        (["no stop"], ["", "zzz"], "no stop", false),
        (["über", "süß"], ["üß"], "übers", true),
    ])
    func `A stop string ends the text wherever tokens cut it`(
        pieces: [String], stops: [String], expected: String, stopped: Bool
    ) {
        let result = text(pieces.map { Array($0.utf8) }, stops: stops)
        #expect(result.text == expected)
        #expect(result.stopped == stopped)
    }

    @Test func `A stop string is found when every byte is a token`() {
        let bytes = Array("Grüße 👋 END more".utf8).map { [$0] }
        #expect(text(bytes, stops: ["END"]).text == "Grüße 👋 ")
    }

    @Test(arguments: 1...4)
    func `An unfinished character is left out`(count: Int) {
        let wave = Array("👋".utf8)
        #expect(text([Array("a".utf8), Array(wave.prefix(count))]).text == (count == 4 ? "a👋" : "a"))
    }

    @Test func `Bytes that are no UTF-8 become the replacement character`() {
        #expect(text([[0x61, 0xFF, 0x62]]).text == "a\u{FFFD}b")
    }
}
