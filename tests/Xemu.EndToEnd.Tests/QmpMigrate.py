"""Saves a machine through qemu.qmp, lets it run on, and restores it: SOCKET FOLDER. Prints a line a step; the test reads them."""

import asyncio
import os
import sys

from qemu.qmp import QMPClient


async def main(path, folder):
    client = QMPClient('test')
    await client.connect(path)

    async def human(line):
        return await client.execute('human-monitor-command', {'command-line': line})

    async def end(events):
        seen = []
        while True:
            event = await asyncio.wait_for(events.get(), 60)
            if event['event'] == 'MIGRATION':
                seen.append(event['data']['status'])
                if seen[-1] in ('completed', 'failed', 'cancelled'):
                    return seen

    await client.execute('migrate-set-capabilities', {'capabilities': [
        {'capability': name, 'state': True} for name in ('events', 'mapped-ram', 'multifd')]})
    await client.execute('migrate-set-parameters', {'multifd-channels': 2, 'max-bandwidth': 0})
    uri = 'file:' + os.path.join(folder, 'snapshot')
    with client.listener() as events:
        await client.execute('migrate', {'uri': uri})
        seen = await end(events)
        print('saved', seen[0], seen[-1], (await client.execute('query-status'))['status'])
        registers = await human('info registers')
        memory = await human('xp /64xw 0x100000')
        info = await client.execute('query-migrate')
        print('ram', info['ram']['total'] >= 64 << 20, info['ram']['normal'] > 0, info['ram']['remaining'])

        await client.execute('cont')
        await asyncio.sleep(0.5)
        await client.execute('stop')
        print('moved', registers != await human('info registers'))

        await client.execute('x-xemu-restore', {'uri': uri, 'run': False})
        print('restored', (await end(events))[-1], (await client.execute('query-status'))['status'])
        print('same', registers == await human('info registers'), memory == await human('xp /64xw 0x100000'))

        await client.execute('x-xemu-restore', {'uri': uri, 'lazy': True})
        print('lazy', (await end(events))[-1])
        await client.execute('cont')
        print('runs', (await client.execute('query-status'))['running'])

    await client.execute('quit')
    try:
        await asyncio.wait_for(client.disconnect(), 30)
    except EOFError:
        pass


asyncio.run(main(sys.argv[1], sys.argv[2]))
