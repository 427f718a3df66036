import Foundation
import NIOCore
import Testing

@testable import HTTPServer

@Suite struct GzipTests {
    private func compressed(_ parts: [[UInt8]]) -> [UInt8] {
        var gzip = Gzip()
        var output = ByteBuffer()
        for part in parts { part.withUnsafeBytes { gzip.compress($0, into: &output) } }
        gzip.finish(into: &output)
        return Array(output.readableBytesView)
    }

    @Test("what is compressed comes out again", arguments: 0..<8)
    func roundTrip(kind: Int) throws {
        var random = SystemRandomNumberGenerator()
        let count = [0, 1, 3, 257, 70_000, 70_000, 200_000, 100_000][kind]
        let bytes: [UInt8] = (0..<count).map { index in
            switch kind {
            case 4: UInt8.random(in: .min ... .max, using: &random)
            case 5: 65
            case 6: Array(ServerFixture.record(index / 97).utf8)[index % 60]
            default: UInt8(97 + index * index % 7)
            }
        }
        #expect(try gunzip(compressed([bytes])) == bytes)
        let halves = [Array(bytes.prefix(count / 3)), Array(bytes.dropFirst(count / 3))]
        #expect(try gunzip(compressed(halves)) == bytes)
    }

    @Test("records shrink to less than a third")
    func ratio() throws {
        let bytes = Array((1...500).map { ServerFixture.record($0) }.joined().utf8)
        #expect(compressed([bytes]).count * 3 < bytes.count)
    }

    @Test("words of a skewed code stay within their limit")
    func limitedWords() {
        var frequencies = [1, 1]
        while frequencies.count < 40 { frequencies.append(frequencies.suffix(2).reduce(0, +)) }
        let code = HuffmanCode(frequencies: frequencies, longest: 15)
        #expect((code.lengths.max() ?? 0) <= 15)
        // Kraft: the words exhaust the code space exactly.
        let sum = code.lengths.reduce(0.0) { $0 + pow(0.5, Double($1)) }
        #expect(sum == 1)
    }
}
