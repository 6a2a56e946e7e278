#!/usr/bin/python3
"""A viewer made of spice-gtk's own client library, without a window: commands are lines on its input, each answered by one line.

It is started with a JSON object of the session's properties, as spice-gtk names them ("host", "port", "tls-port", "password", "ca-file",
"cert-subject", "secure-channels").

    state                       everything that it knows, as JSON
    picture FILE                the surface as a PPM file; "none" where there is no surface yet
    cursor FILE                 the cursor's bytes (red, green, blue, alpha); "none" where there is no shape
    key SCANCODE 1|0            a key goes down or up
    tap SCANCODE                down and up in one message
    locks MASK                  the lock lights that are wanted
    motion DX DY MASK           a relative move
    position X Y MASK           an absolute move
    button NUMBER MASK 1|0      a button goes down or up
    mode 1|2                    a wish for relative or absolute
    quit
"""
import ctypes
import json
import sys
import threading

import gi

gi.require_version("SpiceClientGLib", "2.0")
from gi.repository import GLib, GObject, SpiceClientGLib as Spice  # noqa: E402


class Primary(ctypes.Structure):
    """SpiceDisplayPrimary (channel-display.h)."""

    _fields_ = [
        ("format", ctypes.c_int), ("width", ctypes.c_int), ("height", ctypes.c_int), ("stride", ctypes.c_int),
        ("shmid", ctypes.c_int), ("data", ctypes.c_void_p), ("marked", ctypes.c_int),
    ]


class Monitor(ctypes.Structure):
    """SpiceDisplayMonitorConfig (channel-display.h)."""

    _fields_ = [(name, ctypes.c_uint) for name in ("id", "surface_id", "x", "y", "width", "height")]


class Array(ctypes.Structure):
    """GArray."""

    _fields_ = [("data", ctypes.POINTER(Monitor)), ("length", ctypes.c_uint)]


library = ctypes.CDLL("libspice-client-glib-2.0.so.8")
library.spice_display_channel_get_primary.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.POINTER(Primary)]

gobject = ctypes.CDLL("libgobject-2.0.so.0")
gobject.g_object_get.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p]


class Viewer:
    def __init__(self, properties):
        self.channels = {}
        self.state = {
            "events": [], "width": 0, "height": 0, "mark": False, "creates": 0, "invalidates": 0, "monitors": [],
            "cursor": None, "cursorVisible": False, "cursorX": 0, "cursorY": 0, "cursorSets": 0,
            "mouseMode": 0, "keyModifiers": 0, "name": "", "error": "",
        }
        self.cursor = b""
        self.session = Spice.Session()
        self.session.set_property("enable-audio", False)
        self.session.set_property("enable-usbredir", False)
        self.session.set_property("enable-smartcard", False)
        for name, value in properties.items():
            if name == "cert-subject":
                self.session.set_property("verify", Spice.SessionVerify.SUBJECT)
            self.session.set_property(name, value)
        # Session and Channel have a "connect" of their own in the way.
        GObject.Object.connect(self.session, "channel-new", self.channel_new)
        Spice.Session.connect(self.session)

    def channel_new(self, _session, channel):
        def on(signal, handler):
            GObject.Object.connect(channel, signal, handler)

        kind = channel.get_property("channel-type")
        self.channels[kind] = channel
        on("channel-event", self.channel_event)
        if isinstance(channel, Spice.MainChannel):
            on("main-mouse-update", self.mouse_mode)
        elif isinstance(channel, Spice.DisplayChannel):
            on("display-primary-create", self.primary_create)
            on("display-primary-destroy", self.primary_destroy)
            on("display-invalidate", self.invalidate)
            on("display-mark", self.mark)
            on("notify::monitors", self.monitors)
        elif isinstance(channel, Spice.CursorChannel):
            on("cursor-set", self.cursor_set)
            on("cursor-move", self.cursor_move)
            on("cursor-hide", self.cursor_hide)
            on("cursor-reset", self.cursor_hide)
        elif isinstance(channel, Spice.InputsChannel):
            on("inputs-modifiers", self.modifiers)
        Spice.Channel.connect(channel)

    def channel_event(self, channel, event):
        self.state["events"].append(f"{channel.get_property('channel-type')} {event.value_nick}")
        error = channel.get_error()
        if error is not None:
            self.state["error"] = error.message

    def mouse_mode(self, channel):
        self.state["mouseMode"] = channel.get_property("mouse-mode")

    def primary_create(self, _channel, _format, width, height, _stride, _shmid, _pixels):
        self.state.update(width=width, height=height, creates=self.state["creates"] + 1, mark=False)

    def primary_destroy(self, _channel):
        self.state.update(width=0, height=0, mark=False)

    def invalidate(self, *_arguments):
        self.state["invalidates"] += 1

    def mark(self, _channel, mark):
        self.state["mark"] = bool(mark)

    def monitors(self, channel, _property):
        # An array of structures, which introspection can't hand over.
        array = ctypes.POINTER(Array)()
        gobject.g_object_get(hash(channel), b"monitors", ctypes.byref(array), None)
        self.state["monitors"] = [
            [each.x, each.y, each.width, each.height] for each in array.contents.data[:array.contents.length]] if array else []

    def cursor_set(self, _channel, width, height, hot_x, hot_y, pixels):
        self.state["cursorSets"] += 1
        if not pixels or width == 0:
            self.state.update(cursor=None, cursorVisible=False)
            return
        self.cursor = ctypes.string_at(pixels, width * height * 4)
        self.state.update(cursor=[width, height, hot_x, hot_y], cursorVisible=True)

    def cursor_move(self, _channel, x, y):
        self.state.update(cursorX=x, cursorY=y)

    def cursor_hide(self, _channel):
        self.state["cursorVisible"] = False

    def modifiers(self, channel):
        self.state["keyModifiers"] = channel.get_property("key-modifiers")

    def picture(self, path):
        primary = Primary()
        display = self.channels.get(2)
        if display is None or not library.spice_display_channel_get_primary(hash(display), 0, ctypes.byref(primary)) or not primary.data:
            return "none"
        width, height, stride = primary.width, primary.height, primary.stride
        # Rows of blue, green, red and a byte that means nothing.
        pixels = ctypes.string_at(primary.data, stride * height)
        rows = pixels if stride == width * 4 else b"".join(pixels[y * stride:y * stride + width * 4] for y in range(height))
        rgb = bytearray(width * height * 3)
        rgb[0::3], rgb[1::3], rgb[2::3] = rows[2::4], rows[1::4], rows[0::4]
        with open(path, "wb") as file:
            file.write(f"P6\n{width} {height}\n255\n".encode() + rgb)
        return "ok"

    def answer(self, words):
        inputs = self.channels.get(3)
        numbers = [int(word, 0) for word in words[1:] if word.lstrip("-")[:1].isdigit()]
        match words[0]:
            case "state":
                self.state["name"] = self.session.get_property("name") or ""
                return json.dumps(self.state)
            case "picture":
                return self.picture(words[1])
            case "cursor":
                if self.state["cursor"] is None:
                    return "none"
                with open(words[1], "wb") as file:
                    file.write(self.cursor)
            case "key":
                (inputs.key_press if numbers[1] else inputs.key_release)(numbers[0])
            case "tap":
                inputs.key_press_and_release(numbers[0])
            case "locks":
                inputs.set_key_locks(numbers[0])
            case "motion":
                inputs.motion(*numbers)
            case "position":
                inputs.position(numbers[0], numbers[1], 0, numbers[2])
            case "button":
                (inputs.button_press if numbers[2] else inputs.button_release)(numbers[0], numbers[1])
            case "mode":
                self.channels[1].request_mouse_mode(numbers[0])
            case _:
                return "unknown"
        return "ok"


def main():
    viewer = Viewer(json.loads(sys.argv[1]))
    loop = GLib.MainLoop()

    def take(line):
        if line and line.strip() != "quit":
            print(viewer.answer(line.split()), flush=True)
        else:
            Spice.Session.disconnect(viewer.session)
            loop.quit()
        return False

    def read():
        for line in sys.stdin:
            GLib.idle_add(take, line)
        GLib.idle_add(take, "")

    threading.Thread(target=read, daemon=True).start()
    loop.run()


main()
