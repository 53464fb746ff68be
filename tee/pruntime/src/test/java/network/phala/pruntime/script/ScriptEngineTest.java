package network.phala.pruntime.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Keccak;
import network.phala.crypto.Sha2;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.primitives.Bytes;
import network.phala.scale.Codecs;
import network.phala.scale.Result;
import network.phala.scale.ScaleWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Scripts as contracts send them, and scripts that contracts should not send.
class ScriptEngineTest {
    private static final ScriptEngine ENGINE = new ScriptEngine();
    private static final Duration TIME = Duration.ofMinutes(5);

    private final List<HttpRequest> requests = new ArrayList<>();
    private final StringBuffer printed = new StringBuffer();

    private final ScriptHost host = new ScriptHost() {
        @Override
        public Result<HttpResponse, HttpRequestError> http(HttpRequest request) {
            requests.add(request);
            if (request.url().contains("refused")) {
                return new Result.Err<>(HttpRequestError.NOT_ALLOWED);
            }
            return new Result.Ok<>(new HttpResponse(
                    (short) 201,
                    "Created",
                    List.of(new HttpRequest.Header("x-one", "\"1\"")),
                    Bytes.ofUtf8("{\"price\": 42, \"name\": \"ä\"}")));
        }

        @Override
        public void print(String text) {
            printed.append(text);
        }
    };

    private JsValue eval(Duration time, List<String> args, String... sources) {
        return ENGINE.eval(
                Arrays.stream(sources).<JsCode>map(JsCode.Source::new).toList(), args, host, time);
    }

    private JsValue eval(String source) {
        return eval(TIME, List.of(), source);
    }

    private static JsValue other(String text) {
        return new JsValue.Other(text);
    }

    private String exception(String source) {
        JsValue value = eval(source);
        assertThat(value).as(source).isInstanceOf(JsValue.Exception.class);
        return ((JsValue.Exception) value).text();
    }

    @Test
    void everyKindOfValueComesOut() {
        assertThat(eval("1+1")).isEqualTo(other("2"));
        assertThat(eval("")).isEqualTo(new JsValue.Undefined());
        assertThat(eval("undefined")).isEqualTo(new JsValue.Undefined());
        assertThat(eval("null")).isEqualTo(new JsValue.Null());
        assertThat(eval("'gr' + '\\u00fc\\u00df \\ud83d\\ude00 \"quoted\"\\n'"))
                .isEqualTo(new JsValue.Text("grüß 😀 \"quoted\"\n"));
        assertThat(eval("new Uint8Array([1, 2, 255])")).isEqualTo(new JsValue.Data(Bytes.fromHex("0x0102ff")));
        assertThat(eval("true")).isEqualTo(other("true"));
        assertThat(eval("[1,[2,3]]")).isEqualTo(other("1,2,3"));
        assertThat(eval("({})")).isEqualTo(other("[object Object]"));
        assertThat(eval("10n ** 30n")).isEqualTo(other("1" + "0".repeat(30)));
    }

    @Test
    void scriptOutputWinsOverTheLastValue() {
        assertThat(eval("scriptOutput = 'said'; 7")).isEqualTo(new JsValue.Text("said"));
        assertThat(eval("globalThis.scriptOutput = null; 7")).isEqualTo(new JsValue.Null());
        assertThat(eval("Promise.resolve('later').then(v => { scriptOutput = v }); 0"))
                .isEqualTo(new JsValue.Text("later"));
    }

    @Test
    void argumentsAndSeveralScriptsShareOneWorld() {
        assertThat(eval(TIME, List.of("a", "b \"c\"\n"), "scriptArgs.join('|')"))
                .isEqualTo(new JsValue.Text("a|b \"c\"\n"));
        assertThat(eval(TIME, List.of(), "const f = (x) => x * 2; var g = 4", "f(g) + 1"))
                .isEqualTo(other("9"));
    }

    @Test
    void timersRunInTheirOrder() {
        assertThat(eval("""
                        const log = [];
                        const last = setTimeout(() => log.push('last'), 1e8);
                        setTimeout((x) => log.push(x), 1, 'a');
                        setTimeout((x) => log.push(x), 1, 'b');
                        const dead = setTimeout(() => log.push('dead'), 1);
                        clearTimeout(dead);
                        let n = 0;
                        (async () => {
                          await new Promise(done => {
                            const every = setInterval(() => {
                              log.push(++n);
                              if (n === 3) { clearInterval(every); setTimeout(done, 2) }
                            }, 1);
                          });
                          clearTimeout(last);
                          scriptOutput = log.join('');
                        })();
                        """)).isEqualTo(new JsValue.Text("ab123"));
    }

    @Test
    void fetchGoesThroughTheHost() {
        assertThat(eval("""
                        (async () => {
                          const answer = await fetch('https://example.org/p', {
                            method: 'post', headers: { 'X-Mine': 'yes' }, body: 'ä' });
                          const data = await answer.json();
                          scriptOutput = [answer.status, answer.statusText, answer.ok, answer.headers.get('X-One'),
                            data.price, data.name].join(' ');
                        })();
                        """)).isEqualTo(new JsValue.Text("201 Created true \"1\" 42 ä"));
        assertThat(requests)
                .containsExactly(new HttpRequest(
                        "https://example.org/p",
                        "POST",
                        List.of(new HttpRequest.Header("x-mine", "yes")),
                        Bytes.ofUtf8("ä")));
        assertThat(eval("fetch('http://refused/').catch(e => { scriptOutput = String(e) }); 0"))
                .isEqualTo(new JsValue.Text("TypeError: fetch failed: Not allowed"));
    }

    @Test
    void exceptionsAreValues() {
        assertThat(exception("nothing.here")).startsWith("Failed to execute script: ReferenceError: ");
        assertThat(exception("throw 'plain'")).isEqualTo("Failed to execute script: plain");
        assertThat(exception("let x = ;")).startsWith("Failed to execute script: SyntaxError");
        assertThat(exception("scriptOutput = Symbol.iterator; scriptOutput = { toString() { throw 1 } }"))
                .startsWith("Failed to convert output");
        assertThat(eval("setTimeout(() => { throw new Error('late') }, 1); 5")).isEqualTo(other("5"));
        assertThat(printed.toString()).contains("Uncaught Error: late");
    }

    private static JsCode compile(ScriptEngineTest test, String source) {
        JsValue compiled = test.eval(TIME, List.of(source), "Sidevm.compile(scriptArgs[0])");
        assertThat(compiled).as(source).isInstanceOf(JsValue.Data.class);
        return new JsCode.Bytecode(((JsValue.Data) compiled).bytes());
    }

    private JsValue run(Duration time, JsCode... codes) {
        return ENGINE.eval(List.of(codes), List.of("x", "y"), host, time);
    }

    @Test
    void compiledScriptsRun() {
        assertThat(run(TIME, compile(this, "scriptOutput = 'from ' + scriptArgs.join()")))
                .isEqualTo(new JsValue.Text("from x,y"));
        assertThat(run(TIME, compile(this, "setTimeout(() => { scriptOutput = Sidevm.hexEncode('a') }, 1)")))
                .isEqualTo(new JsValue.Text("61"));
        assertThat(run(TIME, compile(this, "const unsaid = 7"))).isEqualTo(new JsValue.Undefined());
        assertThat(run(
                        TIME,
                        new JsCode.Source("const g = 20; globalThis.f = (x) => x * 2"),
                        new JsCode.Source("globalThis.h = f(g)"),
                        compile(this, "globalThis.h += 1"),
                        compile(this, "globalThis.h += 1"),
                        new JsCode.Source("h")))
                .isEqualTo(other("42"));
        assertThat(exception("Sidevm.compile('let x = ;')")).contains("SyntaxError");
    }

    @Test
    void compiledScriptsFailAsScriptsDo() {
        assertThat(run(TIME, compile(this, "throw new Error('on purpose')")))
                .isInstanceOfSatisfying(
                        JsValue.Exception.class,
                        e -> assertThat(e.text())
                                .startsWith("Failed to execute script: ")
                                .contains("on purpose"));
        assertThat(run(Duration.ofSeconds(1), compile(this, "for (;;) {}")))
                .isEqualTo(new JsValue.Exception("Failed to run Javascript: Sidevm execution timeout"));
        assertThat(run(TIME, compile(this, "(function f() { return f() + 1 })()")))
                .isInstanceOf(JsValue.Exception.class);
    }

    /// Bytecode may break the engine it runs in, and nothing else.
    @Test
    void anyBytesAsBytecodeAreBounded() {
        byte[] good = ((JsCode.Bytecode) compile(this, "scriptOutput = [1, 'two', { three: 3 }].map(String).join()"))
                .code()
                .toArray();
        long seed = Long.getLong("seed", 41);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int size = random.nextInt(6) == 0 ? random.nextInt(bytes.length) : bytes.length;
            assertThat(run(Duration.ofSeconds(2), new JsCode.Bytecode(Bytes.of(Arrays.copyOf(bytes, size)))))
                    .as("round %d of seed %d", round, seed)
                    .isNotNull();
        }
        for (Bytes bytes : List.of(Bytes.EMPTY, Bytes.of((byte) 1), Bytes.wrap(new byte[100_000]))) {
            assertThat(run(TIME, new JsCode.Bytecode(bytes)))
                    .isInstanceOfSatisfying(
                            JsValue.Exception.class,
                            e -> assertThat(e.text()).startsWith("Failed to execute script: "));
        }
        assertThat(eval("1+1")).isEqualTo(other("2"));
    }

    @Test
    void blobsStreamsAndRequestsAreThere() {
        assertThat(eval("""
                        (async () => {
                          const blob = new Blob(['ab', new Uint8Array([99]), new Blob(['d'])], { type: 'Text/Plain' });
                          const read = [];
                          for await (const chunk of blob.slice(1).stream()) read.push(new TextDecoder().decode(chunk));
                          scriptOutput = [blob.size, blob.type, await blob.text(), read.join('|')].join(' ');
                        })();
                        """)).isEqualTo(new JsValue.Text("4 text/plain abcd bcd"));
        assertThat(eval("""
                        (async () => {
                          let n = 0;
                          const stream = new ReadableStream({
                            start(c) { c.enqueue('first') },
                            async pull(c) { await null; if (++n > 3) c.close(); else c.enqueue(n) },
                          });
                          const reader = stream.getReader();
                          const seen = [stream.locked];
                          for (let next; !(next = await reader.read()).done;) seen.push(next.value);
                          await reader.closed;
                          const broken = new ReadableStream({ pull() { throw new Error('dry') } }).getReader();
                          seen.push(await broken.read().catch((e) => e.message));
                          scriptOutput = seen.join(' ');
                        })();
                        """)).isEqualTo(new JsValue.Text("true first 1 2 3 dry"));
        assertThat(eval("""
                        (async () => {
                          const request = new Request('https://example.org/r', { method: 'put', body: new Blob(['x']) });
                          const answer = await fetch(request, { headers: { A: 'b' } });
                          let bytes = 0;
                          for await (const chunk of answer.body) bytes += chunk.length;
                          scriptOutput = bytes + ' ' + (await answer.blob()).size;
                        })();
                        """)).isEqualTo(new JsValue.Text("27 27"));
        assertThat(requests)
                .containsExactly(new HttpRequest(
                        "https://example.org/r", "PUT", List.of(new HttpRequest.Header("a", "b")), Bytes.ofUtf8("x")));
    }

    @Test
    void olderWaysToTheWebAreThere() {
        assertThat(eval("""
                        const x = new XMLHttpRequest(), seen = [];
                        x.onreadystatechange = () => seen.push(x.readyState);
                        x.addEventListener('load', () => {
                          seen.push(x.status, x.statusText, JSON.parse(x.responseText).price, x.getResponseHeader('X-ONE'));
                        });
                        x.onloadend = () => { scriptOutput = seen.join(' ') };
                        x.open('POST', 'https://example.org/x');
                        x.setRequestHeader('B', 'c');
                        x.send('body');
                        """)).isEqualTo(new JsValue.Text("1 2 3 4 201 Created 42 \"1\""));
        assertThat(eval("""
                        const x = new XMLHttpRequest();
                        x.responseType = 'json';
                        x.onerror = () => { scriptOutput = 'error ' + x.readyState };
                        x.open('GET', 'https://refused/');
                        x.send();
                        """)).isEqualTo(new JsValue.Text("error 4"));
        assertThat(eval("""
                        const seen = [];
                        Sidevm.httpRequest({ url: 'https://example.org/y', method: 'GET', body: '0x' }, (command, data) => {
                          seen.push(command);
                          if (command === 'head') seen.push(data.status, data.headers['x-one']);
                          if (command === 'end') scriptOutput = seen.join(' ');
                        });
                        """)).isEqualTo(new JsValue.Text("head 201 \"1\" data end"));
        assertThat(requests.getFirst())
                .isEqualTo(new HttpRequest(
                        "https://example.org/x",
                        "POST",
                        List.of(new HttpRequest.Header("b", "c")),
                        Bytes.ofUtf8("body")));
        assertThat(requests.getLast().body()).isEqualTo(Bytes.EMPTY);
        assertThat(eval("Sidevm.parseURL('https://a.b:8/c?d#e').port + atob(btoa('\\u00ff\\u0000z'))"))
                .isEqualTo(new JsValue.Text("8\u00ff\u0000z"));
    }

    @Test
    void chanceIsTheHosts() {
        JsValue one = eval("crypto.getRandomValues(new Uint8Array(32))");
        assertThat(one)
                .isInstanceOf(JsValue.Data.class)
                .isNotEqualTo(eval("crypto.getRandomValues(new Uint8Array(32))"));
        assertThat(((JsValue.Data) one).bytes().size()).isEqualTo(32);
        assertThat(((JsValue.Text) eval("crypto.randomUUID()")).text())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        for (String wrong : List.of("new Uint8Array(65537)", "new Float64Array(1)", "[1]")) {
            assertThat(exception("crypto.getRandomValues(" + wrong + ")")).contains("getRandomValues fills");
        }
    }

    /// What is said as the result is asked for may be code of the script, too.
    @Test
    void bombsInTheResultEndToo() {
        for (String bomb : List.of(
                "({ toString() { for (;;); } })",
                "new Proxy({}, { get() { for (;;); } })",
                "Object.defineProperty(globalThis, 'scriptOutput', { get() { for (;;); } }); 1",
                "({ get [Symbol.toPrimitive]() { for (;;); } })",
                "const endless = () => { queueMicrotask(endless) }; endless()",
                "(function f() { for (let i = 0; i < 9; i++) setTimeout(f, 0) })()",
                "/^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(80))",
                "Sidevm.compile('1;'.repeat(10)); for (;;) Sidevm.compile('1')")) {
            assertThat(eval(Duration.ofSeconds(2), List.of(), bomb)).as(bomb).isInstanceOf(JsValue.Exception.class);
        }
        for (String bomb : List.of(
                "({ toString() { return this + '' } })",
                "let s = 'x'.repeat(1 << 20); while (s.length < 1 << 29) s += s; s",
                "const p = []; for (;;) p.push(new Proxy(p, {}))",
                "JSON.parse('['.repeat(1e6))",
                "for (;;) setTimeout(() => {}, 1e6)",
                "'x'.repeat(15 << 20)",
                "new Uint8Array(12 << 20)",
                "new Array(1e9).fill(0)",
                "eval('('.repeat(1e5))",
                "new RegExp('('.repeat(1e5) + ')'.repeat(1e5))",
                "({ toString() { return {} } })")) {
            JsValue value = eval(bomb);
            assertThat(value).as(bomb).isInstanceOf(JsValue.Exception.class);
            assertThat(((JsValue.Exception) value).text()).as(bomb).startsWith("Failed to ");
        }
        assertThat(eval("1+1")).isEqualTo(other("2"));
    }

    @Test
    void nothingOfAnEvaluationIsLeftForTheNext() {
        eval("globalThis.leak = 'secret'; Object.prototype.leak = 1; Math.random = () => 4");
        assertThat(eval("typeof leak + typeof ({}).leak + (Math.random() === 4)"))
                .isEqualTo(new JsValue.Text("undefinedundefinedfalse"));
        assertThat(eval("String(Math.random())")).isNotEqualTo(eval("String(Math.random())"));
    }

    @Test
    void thereAreNoFilesAndNoDoorsToTheHost() {
        assertThat(
                        eval(
                                "[typeof java_invoke, typeof Javy, typeof plugin, typeof require, typeof std, typeof os].join()"))
                .isEqualTo(new JsValue.Text("undefined,".repeat(5) + "undefined"));
        assertThat(eval("Object.keys(process).join() + JSON.stringify(process.env)"))
                .isEqualTo(new JsValue.Text("env,exit,argv{}"));
    }

    @Test
    void rejectionsThatNobodyHandlesEndNothing() {
        assertThat(eval("(async () => { await null; throw new Error('lost') })(); 7"))
                .isEqualTo(other("7"));
        assertThat(eval("Promise.reject(new Error('lost')); setTimeout(() => { scriptOutput = 'on' }, 1); 0"))
                .isEqualTo(new JsValue.Text("on"));
        assertThat(
                        eval(
                                "(async () => { try { await Promise.reject(new Error('x')) } catch (e) { scriptOutput = e.message } })(); 0"))
                .isEqualTo(new JsValue.Text("x"));
    }

    @Test
    void hashesAndEncodingsAreThere() {
        for (Map.Entry<String, byte[]> hash : Map.of(
                        "blake2b128", Blake2b.digest128("abc".getBytes(UTF_8)),
                        "blake2b256", Blake2b.digest256("abc".getBytes(UTF_8)),
                        "blake2b512", Blake2b.digest512("abc".getBytes(UTF_8)),
                        "sha256", Sha2.digest256("abc".getBytes(UTF_8)),
                        "keccak256", Keccak.digest256("abc".getBytes(UTF_8)))
                .entrySet()) {
            assertThat(eval("Sidevm.hash('" + hash.getKey() + "', 'abc')"))
                    .as(hash.getKey())
                    .isEqualTo(new JsValue.Data(Bytes.wrap(hash.getValue())));
            assertThat(eval("Sidevm.hash('" + hash.getKey() + "', new Uint8Array([97, 98, 99]))"))
                    .isEqualTo(new JsValue.Data(Bytes.wrap(hash.getValue())));
        }
        assertThat(exception("Sidevm.hash('md5', '')")).contains("Unsupported hash algorithm: md5");
        assertThat(eval("[Sidevm.hexEncode('az'), Sidevm.hexEncode(new Uint8Array([255]), true),"
                        + " Sidevm.hexDecode('0x0102').join(), Sidevm.utf8Decode(Sidevm.utf8Encode('ä')),"
                        + " Sidevm.base64Encode('hello'), Sidevm.base64Decode('AP8A').join(),"
                        + " Sidevm.concatU8a([new Uint8Array([1]), new Uint8Array([2, 3])]).join()].join(' ')"))
                .isEqualTo(new JsValue.Text("617a 0xff 1,2 ä aGVsbG8= 0,255,0 1,2,3"));
        for (String wrong : List.of("Sidevm.hexDecode('0x1')", "Sidevm.hexDecode('zz')", "Sidevm.base64Decode('a')")) {
            assertThat(exception(wrong)).contains("invalid");
        }
    }

    private Bytes scale(String value, String type) {
        JsValue given = eval("SCALE.encode(" + value + ", " + type + ")");
        assertThat(given).as(value + " " + type).isInstanceOf(JsValue.Data.class);
        return ((JsValue.Data) given).bytes();
    }

    @Test
    void scaleIsAsThisProgramsOwn() throws Exception {
        assertThat(scale("['a', 'grüß']", "'[str]'"))
                .isEqualTo(Codecs.vec(Codecs.STR).encode(List.of("a", "grüß")));
        assertThat(scale("7", "'Option<u32>'"))
                .isEqualTo(Codecs.option(Codecs.U32).encode(Optional.of(7)));
        assertThat(scale("null", "'Option<u32>'"))
                .isEqualTo(Codecs.option(Codecs.U32).encode(Optional.empty()));
        assertThat(scale("{ Err: 'no' }", "'<Ok:u8|Err:str>'")).isEqualTo(Bytes.fromHex("0x01086e6f"));
        assertThat(scale("{ Late: null }", "'<First::5,Late::9>'")).isEqualTo(Bytes.fromHex("0x09"));
        assertThat(scale("'0x0102'", "'[u8]'")).isEqualTo(Codecs.BYTES.encode(Bytes.fromHex("0x0102")));
        assertThat(scale("{ a: -2, b: [1, true], c: '0x' + '07'.repeat(32) }", "'{a:i64,b:(u16,bool),c:Hash}'"))
                .isEqualTo(Bytes.fromHex("0xfeffffffffffffff010001" + "07".repeat(32)));
        for (long number : new long[] {0, 63, 64, 16_383, 16_384, 1 << 30, (1L << 32) - 1}) {
            ScaleWriter out = new ScaleWriter();
            out.writeCompact(number);
            assertThat(scale(Long.toString(number), "'@u64'")).as("%d", number).isEqualTo(out.toBytes());
            assertThat(eval("SCALE.decode(SCALE.encode(" + number + ", '@u128'), '@u128') === " + number + "n"))
                    .isEqualTo(other("true"));
        }
        assertThat(eval("""
                        const types = SCALE.parseTypes(`
                          Person<Id> = { name: str, id: Id, friends: Vec<Person<Id>> };
                          #u8
                        `);
                        const codec = SCALE.codec('Person<u128>', types);
                        const tom = { name: 'Tom', id: 2n ** 127n, friends: [{ name: 'Ann', id: 1n, friends: [] }] };
                        Sidevm.repr(codec.decode(codec.encode(tom)))
                        """))
                .isEqualTo(
                        new JsValue.Text(
                                "{name:\"Tom\",id:170141183460469231731687303715884105728,friends:[{name:\"Ann\",id:1,friends:[]}]}"));
        for (String wrong : List.of(
                "SCALE.encode(256, 'u8')",
                "SCALE.encode(-1, 'u128')",
                "SCALE.decode(new Uint8Array(1), 'u16')",
                "SCALE.decode(new Uint8Array([255, 255, 255, 255, 255]), '[str]')",
                "SCALE.parseTypes('a=[')",
                "SCALE.encode(1, 'A', 'A=B;B=A')",
                "SCALE.encode(1, '['.repeat(100000))",
                "const a = []; a[0] = a; SCALE.encode(a, 'T', 'T=[T]')")) {
            assertThat(exception(wrong)).as(wrong).startsWith("Failed to execute script: Error: ");
        }
    }

    /// phat_js puts a script of its own in front of a contract's.
    @Test
    void theNamesThatLibrariesLookForAreThere() {
        assertThat(eval(
                        TIME,
                        List.of("x"),
                        "(function (g) { const { SCALE, hash, hexEncode } = Sidevm; g.pink = g.Pink = { SCALE, hash,"
                                + " deriveSecret(salt) { return hash('blake2b512', 'ab' + hexEncode(salt)) } } })(globalThis);",
                        "pink.deriveSecret(scriptArgs[0])"))
                .isEqualTo(new JsValue.Data(Bytes.wrap(Blake2b.digest512("ab78".getBytes(UTF_8)))));
        assertThat(eval("[global === globalThis, window === global, process.argv.length, typeof print].join()"))
                .isEqualTo(new JsValue.Text("true,true,2,function"));
        assertThat(eval("setInterval(() => {}, 1); setTimeout(() => { scriptOutput = 'left'; process.exit() }, 0); 1"))
                .isEqualTo(new JsValue.Text("left"));
        assertThat(eval("""
                        const u = new URL('../b c?x=1&y=%20z#h', 'HTTPS://us:pw@Ex.org:443/a/d/e');
                        u.searchParams.append('q', 'ä');
                        [u.host, u.pathname, u.hash, u.username, u.searchParams.get('y'), u.href].join(' ')
                        """))
                .isEqualTo(
                        new JsValue.Text("ex.org /a/b%20c #h us  z https://us:pw@ex.org/a/b%20c?x=1&y=+z&q=%C3%A4#h"));
        assertThat(
                        eval(
                                "const c = new AbortController(); c.abort();"
                                        + " fetch('https://example.org', { signal: c.signal }).catch(e => { scriptOutput = e.name }); 0"))
                .isEqualTo(new JsValue.Text("AbortError"));
        assertThat(requests).isEmpty();
    }

    @Test
    void bombsEndInTimeAndLeaveTheOthersAlone() throws InterruptedException {
        for (String bomb : List.of(
                "while (true) {}",
                "(function f() { Promise.resolve().then(f) })()",
                "setInterval(() => {}, 1); 0",
                "new Promise(() => {}); setTimeout(() => {}, 1e9)",
                "/(a+)+$/.test('a'.repeat(60) + 'b')")) {
            assertThat(eval(Duration.ofMillis(800), List.of(), bomb))
                    .as(bomb)
                    .isEqualTo(new JsValue.Exception("Failed to run Javascript: Sidevm execution timeout"));
        }
        for (String bomb : List.of(
                "const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(1))",
                "let s = 'x'; for (;;) s += s",
                "const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })",
                "(function f() { return f() + 1 })()",
                "const deep = []; let d = deep; for (let i = 0; i < 1e6; i++) { d.push([]); d = d[0] } JSON.stringify(deep)")) {
            assertThat(eval(bomb)).as(bomb).isInstanceOf(JsValue.Exception.class);
        }
        assertThat(eval("for (let i = 0; i < 1e5; i++) console.log('x'.repeat(1000)); 1"))
                .isEqualTo(other("1"));
        assertThat(printed.length()).isLessThan(100_000);
        assertThat(eval("1+1")).isEqualTo(other("2"));
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("script")) {
                assertThat(thread.join(Duration.ofMinutes(2))).as("scripts end").isTrue();
            }
        }
    }

    /// As many as fit into a contract's memory. To join them one by one would take hours, before any time is measured.
    @Test
    @Timeout(600)
    void millionsOfScriptsAreBoundedInTime() {
        List<JsCode> empty = Collections.nCopies(2_000_000, new JsCode.Source(""));
        assertThat(ENGINE.eval(empty, List.of(), host, Duration.ofSeconds(20))).isNotNull();
        List<String> many = Collections.nCopies(2_000_000, "");
        assertThat(ENGINE.eval(List.of(new JsCode.Source("1")), many, host, Duration.ofSeconds(20)))
                .isNotNull();
        assertThat(eval("1+1")).isEqualTo(other("2"));
    }

    @Test
    void manyAtOnceDoNotMeet() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Callable<JsValue>> tasks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String number = Integer.toString(i);
                tasks.add(() -> eval(
                        TIME,
                        List.of(number),
                        "var mine = scriptArgs[0]; setTimeout(() => {"
                                + " scriptOutput = mine + ':' + Object.keys(globalThis).length }, 3)"));
            }
            var results = threads.invokeAll(tasks);
            for (int i = 0; i < results.size(); i++) {
                assertThat(((JsValue.Text) results.get(i).get()).text()).startsWith(i + ":");
            }
        }
    }

    @Test
    void theHostReadsJsonOfScriptsOnly() {
        assertThat(Json.list(" [\"a\\u00e4\\n\", -1.5e3, null, [\"x\", []]] "))
                .containsExactly("aä\n", -1500.0, null, List.of("x", List.of()));
        assertThat(Json.list("[" + Json.quoted("\"\\\u0000\ud800ü") + "]")).containsExactly("\"\\\u0000\ud800ü");
        long seed = Long.getLong("seed", 7);
        Random random = new Random(seed);
        String letters = "[]\",:\\u0 1-ntrl{}e";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder("[");
            for (int i = random.nextInt(20); i >= 0; i--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                Json.list(text.toString());
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage())
                        .as("round %d of seed %d: %s", round, seed, text)
                        .isNotEmpty();
            }
        }
        assertThatThrownBy(() -> Json.list("[[[[[[]]]]]]")).isInstanceOf(IllegalArgumentException.class);
    }
}
