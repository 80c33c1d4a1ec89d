"""Drives a machine through qemu.qmp, the client of QEMU's own project: SOCKET FOLDER. Prints a line a step; the test reads them."""

import asyncio
import os
import sys

from qemu.qmp import EventListener, ExecuteError, QMPClient


async def next_event(events, name):
    while True:
        event = await asyncio.wait_for(events.get(), 30)
        if event['event'] == name:
            return event


async def screendump(client, path):
    """The reset has switched the display off, and the guest needs some time to switch it on again."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await client.execute('screendump', {'filename': path, 'format': 'png'})
            except ExecuteError as error:
                if str(error) != 'The display is off.':
                    raise
            await asyncio.sleep(0.02)


async def main(path, folder):
    client = QMPClient('test')
    await client.connect(path)
    print('greeting', client.greeting.QMP.version['qemu']['major'], ','.join(client.greeting.QMP.capabilities))
    print('status', (await client.execute('query-status'))['status'])
    with client.listener() as events:
        await client.execute('stop')
        await next_event(events, 'STOP')
        print('stopped', (await client.execute('query-status'))['status'])
        await client.execute('cont')
        await next_event(events, 'RESUME')
        print('continued', (await client.execute('query-status'))['status'])
        await client.execute('system_reset')
        print('reset', (await next_event(events, 'RESET'))['data']['reason'])

    try:
        await client.execute('no-such-command')
    except ExecuteError as error:
        print('error', error.error_class, error)

    # Several commands at once, each answer to its own.
    names = await asyncio.gather(*(client.execute('query-name') for _ in range(20)))
    print('parallel', len({n['name'] for n in names}), len(names))

    await screendump(client, os.path.join(folder, 'shot.png'))
    print('shot', os.path.getsize(os.path.join(folder, 'shot.png')) > 100)

    with open(os.path.join(folder, 'passed'), 'wb') as passed:
        client.send_fd_scm(passed.fileno())
        await client.execute('getfd', {'fdname': 'passed'})
        client.send_fd_scm(passed.fileno())
        added = await client.execute('add-fd', {'fdset-id': 3, 'opaque': 'mine'})
    print('set', added['fdset-id'], (await client.execute('query-fdsets'))[0]['fds'][0]['opaque'])
    await client.execute('remove-fd', {'fdset-id': 3})
    await client.execute('dump-guest-memory', {'paging': False, 'protocol': 'fd:passed'})
    with open(os.path.join(folder, 'passed'), 'rb') as passed:
        print('dump', passed.read(4) == b'\x7fELF')

    lines = await client.execute('human-monitor-command', {'command-line': 'info registers'})
    print('registers', 'EIP=' in lines)

    schema = await client.execute('query-qmp-schema')
    commands = {c['name'] for c in await client.execute('query-commands')}
    print('schema', commands == {e['name'] for e in schema if e['meta-type'] == 'command'})

    listener = EventListener(names='SHUTDOWN')
    client.register_listener(listener)
    await client.execute('quit')
    print('shutdown', (await asyncio.wait_for(listener.get(), 30))['data']['reason'])
    try:
        await asyncio.wait_for(client.disconnect(), 30)
    except EOFError:
        pass


asyncio.run(main(sys.argv[1], sys.argv[2]))
