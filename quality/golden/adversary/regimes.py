#!/usr/bin/env python3
"""Sessions of other kinds than those of `sessions.py`: little money, calls down to the border of depth, contracts that
make, call, pay and end one another in one call, many items, prices without measure.

    regimes.py OUT_DIR --runtime 1.2 --seeds 0:5 --steps 150 --kinds poor,deep,family,life,prices,events
"""
import argparse, json, pathlib, random, sys
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import sessions, programs, puppet
from sessions import *
from programs import Program, Data, random_program, World, u128, compact, scale_bytes, ALL_BITS, CALL_FLAGS
FINE_FLAGS = [0, 0, 1, 2, 4, 8, 8, 9, 10, 12, 13, 14, 5, 6]


def chain(world, depth, rng, length):
    """Nested calls down to the border of depth, a few effects on each floor."""
    p = Program(world, 9)
    for _ in range(rng.choice([0, 1, 2])):
        effect(p, world, rng)
    if length > 0:
        inner = chain(world, depth + 1, rng, length - 1)
        name = rng.choice(['seal1.call', 'seal1.call', 'seal0.call', 'seal0.delegate_call', 'seal1.instantiate'])
        data = inner.encoded()
        if rng.random() < 0.1:
            data = data[:rng.randrange(len(data) + 1)]
        whom = Data(rng.choice(world.mainly) if name.endswith('.call') else rng.choice(world.hashes[:6]))
        out, outlen = p.output(64)
        value = Data(u128(rng.choice([0, 0, 0, 1, 2, 3])))
        flags = rng.choice(FINE_FLAGS)
        gas = rng.choice([0, 0, 0, 10 ** 9, 10 ** 10, 5 * 10 ** 9])
        if name == 'seal1.call':
            p.add(name, flags, whom, gas, value, Data(data), len(data), out, outlen)
        elif name == 'seal0.call':
            p.add(name, whom, 32, gas, value, 16, Data(data), len(data), out, outlen)
        elif name == 'seal0.delegate_call':
            p.add(name, flags & ~8, whom, Data(data), len(data), out, outlen)
        else:
            addr, addrlen = p.output(32)
            salt = rng.randbytes(rng.choice([0, 2]))
            p.add(name, whom, gas, value, Data(data), len(data), addr, addrlen, out, outlen, Data(salt), len(salt))
    for _ in range(rng.choice([0, 0, 1, 2])):
        effect(p, world, rng)
    if rng.random() < 0.15:
        v = rng.randbytes(3)
        p.add('seal0.seal_return', rng.choice([0, 1, 1]), Data(v), len(v))
    elif rng.random() < 0.04:
        p.add('trap')
    return p


def effect(p, world, rng):
    k = rng.randrange(12)
    if k < 4:
        wide(p, world, rng, 1)
    elif k == 4:
        v = rng.randbytes(4)
        p.add('seal0.deposit_event', 0, 0, Data(v), 4)
    elif k == 5:
        p.add('seal0.transfer', Data(rng.choice(world.accounts + world.contracts)), 32, Data(u128(rng.choice([0, 1, 1, 2, 3,
            5]))), 16)
    elif k == 6:
        extension_effect(p, world, rng)
    elif k == 7:
        p.add('seal0.set_code_hash', Data(rng.choice(world.hashes)))
    elif k == 8:
        pink_event(p, world, rng)
    elif k == 9 and rng.random() < 0.4:
        p.add('seal1.terminate', Data(rng.choice(world.accounts + world.contracts)))
    else:
        name = rng.choice(['seal0.balance', 'seal0.caller', 'seal0.address', 'seal0.value_transferred', 'seal0.own_code_hash',
            'seal0.gas_left'])
        p.add(name, *p.arguments(name))


def extension_effect(p, world, rng):
    f = rng.choice([4, 6, 7, 8, 9, 10, 12, 15, 16, 19, 20, 21, 23, 1, 2, 5, 22, 24, 25, 17])
    if world.query and f in programs.CHANCE:
        f = 12
    enc = p.extension_input(f)
    p.add('seal0.call_chain_extension', f, Data(enc), len(enc), *p.output(64))
TOPIC = b'@phala.pink.event' + bytes(15)


def pink_event(p, world, rng):
    a = rng.choice(world.contracts + world.accounts)
    kinds = [bytes([2, 0]) + a + rng.randbytes(4) + (10 ** 9).to_bytes(8, 'little'), bytes([3]) + a + rng.randbytes(32),
        bytes([4]) + scale_bytes(rng.randbytes(rng.choice([0, 3, 70]))), bytes([5, 0]) + scale_bytes(b'k') + scale_bytes(b'v'),
        bytes([5, 1]) + scale_bytes(b'k') + bytes(8), bytes([5, 2]) + scale_bytes(b'k'), bytes([6]), bytes([7]) + a,
        bytes([8]) + a, bytes([9]) + a + rng.randbytes(4), bytes([10]) + bytes(8), bytes([11,
        0]) + a + rng.randbytes(32) + rng.choice([b'\x00', b'\x01' + compact(2) + rng.randbytes(64)]) + rng.randbytes(20),
        bytes([11, 1]) + a + rng.randbytes(4), bytes([12]) + rng.randbytes(32), bytes([0]), bytes([1]), bytes([13]), b'',
        bytes([3, 1]), bytes([6, 6])]
    data = rng.choice(kinds)
    topics = rng.choice([compact(1) + TOPIC] * 6 + [compact(2) + TOPIC * 2, compact(2) + TOPIC + bytes(32),
        compact(1) + TOPIC[:-1] + b'\x01', compact(2) + bytes(32) + TOPIC])
    p.add('seal0.deposit_event', Data(topics), len(topics), Data(data), len(data))


def wide(p, world, rng, count, fresh=False):
    """Sets and clears of many items; keys of a small space, so that others clear them."""
    for _ in range(count):
        n = rng.randrange(400) if not fresh else rng.getrandbits(30)
        size = rng.choice([1, 4, 32, 31, 33, 127, 128])
        key = (n.to_bytes(4, 'big') * 32)[:size]
        k = rng.randrange(10)
        v = rng.randbytes(rng.choice([0, 1, 2, 31, 32, 33, 40, 64, 200]))
        if k < 5:
            p.add('seal2.set_storage', Data(key), len(key), Data(v), len(v))
        elif k == 5:
            p.add('seal0.set_storage', Data((n % 20).to_bytes(4, 'big') * 8), Data(v), len(v))
        elif k == 6:
            p.add('seal0.clear_storage', Data((n % 20).to_bytes(4, 'big') * 8))
        elif k == 7:
            p.add('seal1.clear_storage', Data(key), len(key))
        elif k == 8:
            p.add('seal0.take_storage', Data(key), len(key), *p.output(200))
        else:
            p.add('seal1.contains_storage', Data(key), len(key))


class Regime(Session):

    def __init__(self, seed, runtime, kind):
        super().__init__(seed, runtime)
        self.kind = kind
        rng = self.rng
        if kind == 'poor':
            self.cluster.update(gas_price=rng.choice(['0', '1']), deposit_per_item=rng.choice(['0', '0', '1', '3']),
                deposit_per_byte=rng.choice(['0', '0', '1']), deposit=rng.choice(['0', '1', '2', '1000', str(10 ** 15)]))
        elif kind == 'prices':
            pick = lambda: str(rng.choice([0, 1, 2 ** 32, 2 ** 63, 2 ** 64, 2 ** 90, 2 ** 100, 2 ** 118, 2 ** 127, 2 ** 128 - 1]))
            self.cluster.update(gas_price=pick(), deposit_per_item=pick(), deposit_per_byte=str(rng.choice([0, 1, 2 ** 32,
                2 ** 64, 2 ** 90, 2 ** 100, 2 ** 110])))
        elif kind == 'life':
            self.cluster.update(deposit_per_item=rng.choice(['0', '1', '100']), deposit_per_byte=rng.choice(['0', '1', '7']))
        if kind == 'poor':
            self.cluster['treasury'] = rng.choice([TREASURY, OWNER, USERS[0]])

    def begin(self):
        if self.kind != 'poor':
            return super().begin()
        rng, world = (self.rng, self.world)
        self.step('set_key', {'key': CLUSTER_KEY})
        self.step('setup', {'see': 'cluster'})
        system = self.made(bytes.fromhex(OWNER), self.hashes['system'], b'')
        world.contracts, world.mainly, world.hashes = ([system], [system], list(self.hashes.values()))
        self.pages[system] = 2
        for account in USERS:
            self.step('deposit', {'who': account, 'value': str(rng.choice([0, 1, 2, 3, 10, 300, 10 ** 6, 10 ** 14]))})
        self.step('deposit', {'who': USERS[0], 'value': str(10 ** 6)})
        for name in self.codes:
            if name != 'system':
                self.step('upload_code', {'origin': USERS[0], 'deterministic': True, 'code': name})
        for name in ('puppet', 'puppet_b', 'puppet_alias'):
            self.instantiate(name, plain=True)
        world.mainly = list(world.contracts)

    def terms(self, mode, plain=False):
        t = super().terms(mode, plain)
        rng = self.rng
        if self.kind == 'poor' and (not plain):
            t['transfer'] = str(rng.choice([0, 0, 1, 2, 3, 9, 10, 11, 299, 300, 301]))
            t['origin'] = rng.choice(USERS + [POOR, OWNER, TREASURY])
            t['gas_limit'] = rng.choice([0, 1, 100, 298, 299, 300, 10 ** 6, CLIP, CLIP, CLIP, CLIP])
            t['gas_free'] = rng.random() < 0.7
            t['storage_deposit_limit'] = rng.choice([None, None, None, '0', '1', '2', '3', '123', '124', '125', '126', '300'])
            t['deposit'] = str(rng.choice([0, 0, 0, 1, 2, 300]) if mode != 'transaction' else 0)
        if self.kind in ('deep', 'life') and (not plain) and (rng.random() < 0.8):
            t['gas_limit'], t['gas_free'], t['storage_deposit_limit'] = (CLIP, True, None)
            t['origin'] = rng.choice(USERS)
        return t

    def program(self, pages):
        rng = self.rng
        self.world.pages = pages
        if self.kind == 'deep' and rng.random() < 0.9:
            self.world.hostility = 0
            return chain(self.world, 0, rng, rng.choice([1, 2, 3, 4, 5, 5, 6, 6, 7])).encoded()
        if self.kind == 'life' and rng.random() < 0.8:
            self.world.hostility = 0
            p = Program(self.world, 9)
            wide(p, self.world, rng, rng.choice([1, 3, 20, 100]), rng.random() < 0.5)
            for _ in range(rng.choice([0, 1, 3])):
                effect(p, self.world, rng)
            return p.encoded()
        if self.kind == 'events' and rng.random() < 0.8:
            self.world.hostility = 0
            p = Program(self.world, 9)
            for _ in range(rng.choice([1, 2, 5])):
                rng.choice([pink_event, pink_event, effect, extension_effect])(p, self.world, rng)
            return p.encoded()
        if self.kind == 'poor' and rng.random() < 0.7:
            self.world.hostility = 0
            return chain(self.world, 0, rng, rng.choice([0, 1, 2, 3])).encoded()
        return random_program(self.world).encoded()

    def end_one(self):
        """Terminates a contract, calls it, pays it, makes it anew, idles."""
        rng, world = (self.rng, self.world)
        name = rng.choice(['puppet', 'puppet_b', 'puppet_alias'])
        salt = rng.choice([b'x', b'y', b'zz'])
        t = self.terms('transaction', plain=True)
        t['origin'] = USERS[0]
        contract = self.made(bytes.fromhex(USERS[0]), self.hashes[name], salt)
        p = Program(world, 9)
        world.pages = 2
        world.hostility = 0
        wide(p, world, rng, rng.choice([0, 5, 60]))
        self.step('instantiate', {'code_hash': self.hashes[name].hex(), 'input': p.encoded().hex(), 'salt': salt.hex(),
            'entry_contract': None, **t}, 'transaction', True)
        if contract not in world.contracts:
            world.contracts.append(contract)
            self.pages[contract] = 2
        if rng.random() < 0.6:
            p = Program(world, 9)
            wide(p, world, rng, 100, True)
            self.step('call', {'contract': contract.hex(), 'input': p.encoded().hex(), **t}, 'transaction', True)
        if rng.random() < 0.7:
            p = Program(world, 9)
            if rng.random() < 0.5:
                wide(p, world, rng, 3)
            p.add('seal1.terminate', Data(rng.choice([bytes.fromhex(USERS[1]), bytes.fromhex(POOR), contract,
                rng.choice(world.contracts), bytes(32)])))
            t2 = dict(t)
            t2['origin'] = rng.choice(USERS)
            t2['transfer'] = str(rng.choice([0, 5]))
            self.step('call', {'contract': contract.hex(), 'input': p.encoded().hex(), **t2}, 'transaction', True)
            for _ in range(rng.choice([0, 1, 2])):
                k = rng.randrange(5)
                if k == 0:
                    self.step('call', {'contract': contract.hex(), 'input': '', **t}, 'transaction', True)
                elif k == 1:
                    self.step('deposit', {'who': contract.hex(), 'value': str(rng.choice([0, 1, 7]))}, 'transaction', True)
                elif k == 2:
                    self.step('code_hash', {'account': contract.hex()}, 'transaction', True)
                elif k == 3:
                    u = dict(t)
                    u['transfer'] = '3'
                    self.step('call', {'contract': world.mainly[0].hex(), 'input': chain(world, 0, rng, 2).encoded().hex(), **u},
                        'transaction', True)
                else:
                    self.step('total_balance', {'account': contract.hex()}, 'transaction', True)
        if self.runtime == '1.2' and rng.random() < 0.6:
            self.step('on_idle', {'block_number_arg': self.block}, 'transaction', True)

    def play(self, count):
        self.begin()
        mix = {'poor': (60, 12, 2, 8, 3), 'prices': (50, 20, 10, 10, 5), 'deep': (80, 10, 0, 5, 0), 'life': (40, 8, 0, 4, 30),
            'events': (70, 10, 0, 5, 2)}[self.kind]
        acts = [self.call] * mix[0] + [self.instantiate] * mix[1] + [self.upload] * mix[2] + [self.other] * mix[3] + [self.end_one] * mix[4]
        while len(self.steps) < count:
            self.rng.choice(acts)()
        d = self.document()
        d['topic'] = f'regime_{self.kind}_{self.seed}'
        return d
FAMILY_HASHES = ['puppet', 'puppet_b', 'puppet_alias']


def family(s, me, rng, depth, constructor=False):
    """What relatives do to each other in one call: made, called, paid, ended, made again."""
    world = s.world
    p = Program(world, 9)
    ended = False
    for _ in range(rng.choice([1, 2, 2, 3, 4] if depth == 0 else [0, 1, 1, 2])):
        k = rng.randrange(20)
        known = s.kin[-12:] + [me]
        if k < 5 and depth < 4:
            name = rng.choice(FAMILY_HASHES)
            h = s.hashes[name]
            salt = rng.choice([b'k', b'l', b'm', rng.randbytes(1)])
            child = s.made(me, h, salt)
            if child not in s.kin:
                s.kin.append(child)
            data = family(s, child, rng, depth + 1, True).encoded()
            addr, addrlen = p.output(32)
            out, outlen = p.output(64)
            p.add('seal1.instantiate', Data(h), 0, Data(u128(rng.choice([0, 0, 1, 2, 5]))), Data(data), len(data), addr, addrlen,
                out, outlen, Data(salt), len(salt))
            if rng.random() < 0.6:
                for _ in range(rng.choice([1, 1, 2])):
                    data = family(s, child, rng, depth + 1).encoded()
                    out, outlen = p.output(64)
                    p.add('seal1.call', rng.choice([8, 8, 0]), Data(child), 0, Data(u128(rng.choice([0, 0, 1, 2]))), Data(data),
                        len(data), out, outlen)
                if rng.random() < 0.4:
                    p.add('seal0.transfer', Data(child), 32, Data(u128(rng.choice([1, 1, 2]))), 16)
        elif k < 11 and depth < 4:
            whom = rng.choice(s.kin[-3:] + [s.live or me, me])
            data = family(s, whom, rng, depth + 1).encoded()
            out, outlen = p.output(64)
            p.add('seal1.call', rng.choice([8, 8, 8, 0, 12, 4]), Data(whom), rng.choice([0, 0, 0, 10 ** 10]),
                Data(u128(rng.choice([0, 0, 0, 1, 2]))), Data(data), len(data), out, outlen)
        elif k == 11 and depth < 4:
            data = family(s, me, rng, depth + 1).encoded()
            out, outlen = p.output(64)
            p.add('seal0.delegate_call', rng.choice([0, 0, 4]), Data(s.hashes[rng.choice(FAMILY_HASHES)]), Data(data), len(data),
                out, outlen)
        elif k < 14:
            wide(p, world, rng, rng.choice([1, 2, 4]), rng.random() < 0.3)
        elif k == 14:
            p.add('seal0.transfer', Data(rng.choice(known + [bytes.fromhex(USERS[2])])), 32, Data(u128(rng.choice([0, 1, 1, 2,
                3]))), 16)
        elif k == 15:
            p.add('seal0.set_code_hash', Data(s.hashes[rng.choice(FAMILY_HASHES + ['puppet_big'])]))
        elif k == 16:
            p.add('seal0.is_contract', Data(rng.choice(known)))
            p.add('seal0.code_hash', Data(rng.choice(known)), *p.output(32))
        elif k == 17:
            extension_effect(p, world, rng)
        elif k == 18:
            p.add('seal0.balance', *p.output(16))
        elif rng.random() < (0.1 if constructor else 0.8):
            p.add('seal1.terminate', Data(rng.choice(known + [bytes.fromhex(u) for u in USERS] + [bytes(32)])))
            ended = True
            break
    if not ended and depth and (not constructor) and (rng.random() < 0.3):
        p.add('seal1.terminate', Data(rng.choice(s.kin[-6:] + [bytes.fromhex(USERS[1]), me])))
    elif not ended and rng.random() < 0.08:
        p.add('seal0.seal_return', 1, Data(b'x'), 1)
    return p


class Family(Regime):

    def __init__(self, seed, runtime):
        super().__init__(seed, runtime, 'life')
        self.kind = 'family'
        self.live = b''
        self.kin = []
        rng = self.rng
        self.cluster.update(deposit_per_item=rng.choice(['0', '1', '100']), deposit_per_byte=rng.choice(['0', '1', '7']),
            gas_price=rng.choice(['0', '1']))

    def terms(self, mode, plain=False):
        t = Session.terms(self, mode, plain)
        rng = self.rng
        if not plain:
            t['origin'] = rng.choice(USERS[:2])
            t['gas_limit'] = CLIP
            t['gas_free'] = rng.random() < 0.8
            t['transfer'] = str(rng.choice([0, 0, 1, 5, 100]))
            if rng.random() < 0.85:
                t['storage_deposit_limit'] = None
        return t

    def call(self):
        mode, persist = self.mode()
        self.world.hostility = 0
        self.world.pages = 2
        if self.rng.random() < 0.6:
            self.live = self.instantiate(self.rng.choice(FAMILY_HASHES), plain=True)
        contract = self.rng.choice([self.live] * 8 + self.kin[-2:])
        contract = contract or self.world.mainly[1]
        inputs = {'contract': contract.hex(), 'input': family(self, contract, self.rng, 0).encoded().hex(), **self.terms(mode),
            'entry_contract': contract.hex()}
        self.step('call', inputs, mode, persist)

    def play(self, count):
        self.begin()
        acts = [self.call] * 85 + [self.instantiate] * 3 + [self.other] * 3 + [self.end_one] * 3 + [self.idle] * 6
        while len(self.steps) < count:
            self.rng.choice(acts)()
        d = self.document()
        d['topic'] = f'regime_family_{self.seed}'
        return d

    def idle(self):
        if self.runtime == '1.2':
            self.step('on_idle', {'block_number_arg': self.block}, 'transaction', True)

    def program(self, pages):
        return random_program(self.world).encoded()
KINDS = ['poor', 'deep', 'life', 'prices', 'events']

if __name__ == '__main__':
    a = argparse.ArgumentParser()
    a.add_argument('out', type=pathlib.Path)
    a.add_argument('--runtime', default='1.2')
    a.add_argument('--seeds', default='0:5')
    a.add_argument('--steps', type=int, default=200)
    a.add_argument('--kinds', default=','.join(KINDS))
    a.add_argument('rest', nargs='*')
    o = a.parse_args()
    c = o.out / 'contracts'
    c.mkdir(parents=True, exist_ok=True)
    for name, pup in puppets(o.runtime).items():
        (c / f'{name}.wasm').write_bytes(pup.code())
    first, end = map(int, o.seeds.split(':'))
    for seed in range(first, end):
        for kind in o.kinds.split(','):
            (o.out / f'regime_{kind}_{seed}.json').write_text(json.dumps((Family(f'{kind}{seed}',
                o.runtime) if kind == 'family' else Regime(f'{kind}{seed}', o.runtime, kind)).play(o.steps)))
