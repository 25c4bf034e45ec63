import ForgeCore
import Testing

@Suite struct SentenceSplitterTests {
    @Test(
        arguments: [
            ("One. Two! Three?", ["One.", "Two!", "Three?"]),
            ("Pi is 3.14 or so. Yes.", ["Pi is 3.14 or so.", "Yes."]),
            ("He lives in the U.S. with a dog. It barks.", ["He lives in the U.S. with a dog.", "It barks."]),
            ("He left the U.S. The dog stayed.", ["He left the U.S.", "The dog stayed."]),
            ("Dr. Watson met Mr. Holmes at St. Bart's.", ["Dr. Watson met Mr. Holmes at St. Bart's."]),
            ("J. R. R. Tolkien wrote it. He did.", ["J. R. R. Tolkien wrote it.", "He did."]),
            ("Apples, pears, etc. are fruit. So are figs.", ["Apples, pears, etc. are fruit.", "So are figs."]),
            ("Apple Inc. makes phones. They sell.", ["Apple Inc. makes phones.", "They sell."]),
            ("She said \"Stop.\" He did.", ["She said \"Stop.\"", "He did."]),
            ("She said “Stop.” He did.", ["She said “Stop.”", "He did."]),
            ("**Bold.** Next.", ["**Bold.**", "Next."]),
            ("Wait... what? Fine.", ["Wait...", "what?", "Fine."]),
            ("1. Add.\n2. Divide.", ["1. Add.", "2. Divide."]),
            ("No stop\n\nNew line", ["No stop", "New line"]),
            ("It was I. He knew.", ["It was I.", "He knew."]),
            ("See e.g. Oslo. Good.", ["See e.g. Oslo.", "Good."]),
            ("", []), ("  \n ", []), ("...", ["..."]), ("東京。 Good.", ["東京。 Good."]),
        ] as [(String, [String])])
    func `sentences end where they should`(text: String, expected: [String]) {
        #expect(SentenceSplitter.split(text) == expected)
    }
}
