import ForgeCore
import Foundation
import Testing

@Suite struct `Parsing JSON` {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "-12", "0.5", "-1.25e-3", "1E+2", "-3.0", "9223372036854775807",
        "9223372036854775808", "5e-324", "\"\"", "\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\\u0000\"",
        "\"naïve 👩‍🔬 \u{2028}\"", "[]", "{}", " [ 1 , [ ] , { \"a\" : { } } ] ", "{\"a\":[1,2.5,\"x\",null,true]}",
    ])
    func `Parsing gives what Foundation's decoder gives`(text: String) throws {
        #expect(try JSONValue(parsing: text) == JSON.decode(JSONValue.self, from: text))
    }

    @Test(arguments: [
        "", " ", "nul", "truex", "01", "-", "+1", "1.", ".5", "1e", "1e999", "NaN", "'a'", "\"", "\"\\x\"", "\"\\u12\"",
        "\"\\ud83d\"", "\"\\ud83dx\"", "\"\\udc00\"", "\"a\nb\"", "[", "[1", "[1,]", "[,1]", "{", "{a:1}", "{\"a\"}",
        "{\"a\":}", "{\"a\":1,}", "[1] 2", "//",
    ])
    func `What is not JSON is refused`(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
    }

    @Test func `Nesting without end is refused instead of overflowing the stack`() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: JSONSyntaxError(offset: 512)) { try JSONValue(parsing: text) }
    }

    @Test func `The last of equal keys counts`() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"a":2}"#) == ["a": 2])
    }
}
