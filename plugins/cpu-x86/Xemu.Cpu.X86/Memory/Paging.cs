namespace Xemu.Cpu.X86;

/// <summary>Page-table walks. Intel SDM vol. 3, 4.3 (32-bit paging, PSE-36) and 4.4 (PAE).</summary>
internal static unsafe class Paging
{
    private const uint Present = 1;
    private const uint Write = 2;
    private const uint User = 4;
    private const uint Accessed = 0x20;
    private const uint Dirty = 0x40;
    private const uint Large = 0x80;
    private const uint Reserved = 8;

    /// <summary>The address bits of an entry with 36 physical address bits.</summary>
    public const ulong PaeAddress = 0xF_FFFF_F000;
    private const ulong PaeReserved = ~0xF_FFFF_FFFFUL;

    /// <summary>Walks for an access and fills the table entry, or records #PF.</summary>
    public static bool Fill(CpuState* s, TlbEntry* entry, uint linear, bool write, bool user)
    {
        var walk = new PageWalk { Page = linear >> 12, Rights = Write | User, Dirty = true, IsLarge = true };
        bool isKept = true;
        if ((s->Cr0 & Cr.Pg) != 0)
        {
            walk.IsLarge = false;
            uint error = Walk(s, linear, write, user, commit: true, &walk);
            if (error != uint.MaxValue)
            {
                s->Cr2 = linear;
                return Fault.Raise(s, Fault.PF, error | (write ? 2u : 0) | (user ? 4u : 0));
            }

            isKept = s->Host.Spaces.Note(linear, &walk);
        }

        uint info = TlbInfo.Valid | (IsWritable(s, user, &walk) ? TlbInfo.Writable : 0) | (walk.IsLarge ? TlbInfo.Large : 0);
        if (isKept)
        {
            Tlb.Set(s, entry, walk.Page, (linear & 0xFFFF_F000) | info);
        }
        else
        {
            Tlb.SetOnce(entry, linear, walk.Page);
        }

        return true;
    }

    /// <summary>Looks whether a page can be reached as it stands: a read of it would set no bit in the tables.</summary>
    /// <param name="s">The state; paging is on.</param>
    /// <param name="linear">An address.</param>
    /// <param name="user">With whose rights.</param>
    /// <param name="physicalPage">The page.</param>
    /// <param name="isWritable">Whether the same is true for a write.</param>
    public static bool TryPeek(CpuState* s, uint linear, bool user, out uint physicalPage, out bool isWritable)
    {
        PageWalk walk = default;
        bool found = Walk(s, linear, write: false, user, commit: false, &walk) == uint.MaxValue && walk.WasAccessed;
        physicalPage = walk.Page;
        isWritable = found && IsWritable(s, user, &walk);
        return found;
    }

    /// <summary>Whether what was made of an entry of a directory is right for another: the same but for the dirty bit, of which the other must have no less.</summary>
    public static bool MapsTheSame(ulong old, ulong now) =>
        ((old ^ now) & ~(ulong)Dirty) == 0 && (now & (Present | Accessed)) == (Present | Accessed) && ((old & ~now) & Dirty) == 0;

    /// <summary>Translates without side effects, for debuggers.</summary>
    public static bool TryTranslate(CpuState* s, uint linear, out ulong physical)
    {
        var walk = new PageWalk { Page = linear >> 12 };
        bool found = (s->Cr0 & Cr.Pg) == 0 || Walk(s, linear, write: false, user: false, commit: false, &walk) == uint.MaxValue;
        physical = ((ulong)walk.Page << 12) | (linear & 0xFFF);
        return found;
    }

    /// <summary>Loads the four PDPTEs when CR3 is loaded under PAE. False: a reserved bit is set, #GP(0) is recorded and nothing changed.</summary>
    public static bool LoadPdptes(CpuState* s, uint cr3)
    {
        ulong* loaded = stackalloc ulong[4];
        for (uint i = 0; i < 4; i++)
        {
            loaded[i] = s->Host.Physical.Read((cr3 & 0xFFFF_FFE0) + (8 * i), 8);
            if ((loaded[i] & Present) != 0 && (loaded[i] & (PaeReserved | 0x1E6)) != 0)
            {
                return Fault.GeneralProtection(s, 0);
            }
        }

        for (int i = 0; i < 4; i++)
        {
            s->Pdpte[i] = loaded[i];
        }

        return true;
    }

    /// <summary>Gives the P and RSVD bits of the error code, or <see cref="uint.MaxValue"/> when the access is fine.</summary>
    private static uint Walk(CpuState* s, uint linear, bool write, bool user, bool commit, PageWalk* walk) =>
        (s->Cr4 & Cr.Pae) != 0 ? WalkPae(s, linear, write, user, commit, walk) : Walk32(s, linear, write, user, commit, walk);

    private static uint Walk32(CpuState* s, uint linear, bool write, bool user, bool commit, PageWalk* walk)
    {
        PhysicalMap memory = s->Host.Physical;
        ulong pdeAddress = (s->Cr3 & 0xFFFF_F000) + ((linear >> 22) << 2);
        walk->DirectoryAddress = pdeAddress;
        uint pde = (uint)memory.Read(pdeAddress, 4);
        if ((pde & Present) == 0)
        {
            return 0;
        }

        if ((pde & Large) != 0 && (s->Cr4 & Cr.Pse) != 0)
        {
            // PSE-36: bits 13 to 16 are address bits 32 to 35; 17 to 21 are reserved.
            if ((pde & 0x003E_0000) != 0)
            {
                return Present | Reserved;
            }

            walk->Page = ((pde & 0x1_E000) << 7) | ((pde >> 22) << 10) | ((linear >> 12) & 0x3FF);
            walk->Rights = pde;
            walk->IsLarge = true;
            return Finish(s, write, user, commit, walk, pde, pde);
        }

        ulong pteAddress = (pde & 0xFFFF_F000) + (((linear >> 12) & 0x3FF) << 2);
        walk->TableAddress = pteAddress;
        uint pte = (uint)memory.Read(pteAddress, 4);
        if ((pte & Present) == 0)
        {
            return 0;
        }

        walk->Page = pte >> 12;
        walk->Rights = pde & pte;
        return Finish(s, write, user, commit, walk, pte, pde);
    }

    private static uint WalkPae(CpuState* s, uint linear, bool write, bool user, bool commit, PageWalk* walk)
    {
        PhysicalMap memory = s->Host.Physical;
        ulong pdpte = s->Pdpte[linear >> 30];
        if ((pdpte & Present) == 0)
        {
            return 0;
        }

        ulong pdeAddress = (pdpte & PaeAddress) + (((linear >> 21) & 0x1FF) << 3);
        walk->DirectoryAddress = pdeAddress;
        ulong pde = memory.Read(pdeAddress, 8);
        if ((pde & Present) == 0)
        {
            return 0;
        }

        if ((pde & PaeReserved) != 0 || ((pde & Large) != 0 && (pde & 0x1F_E000) != 0))
        {
            return Present | Reserved;
        }

        if ((pde & Large) != 0)
        {
            walk->Page = (uint)((pde & 0xF_FFE0_0000) >> 12) | ((linear >> 12) & 0x1FF);
            walk->Rights = (uint)pde;
            walk->IsLarge = true;
            return Finish(s, write, user, commit, walk, (uint)pde, (uint)pde);
        }

        ulong pteAddress = (pde & PaeAddress) + (((linear >> 12) & 0x1FF) << 3);
        walk->TableAddress = pteAddress;
        ulong pte = memory.Read(pteAddress, 8);
        if ((pte & Present) == 0)
        {
            return 0;
        }

        if ((pte & PaeReserved) != 0)
        {
            return Present | Reserved;
        }

        walk->Page = (uint)((pte & PaeAddress) >> 12);
        walk->Rights = (uint)(pde & pte);
        return Finish(s, write, user, commit, walk, (uint)pte, (uint)pde);
    }

    private static bool IsWritable(CpuState* s, bool user, PageWalk* walk) =>
        walk->Dirty && ((walk->Rights & Write) != 0 || (!user && (s->Cr0 & Cr.Wp) == 0));

    /// <summary>Checks rights and sets the accessed and dirty bits, which stand in the low dword of either format. The directory's entry is the leaf of a large page.</summary>
    private static uint Finish(CpuState* s, bool write, bool user, bool commit, PageWalk* walk, uint leaf, uint upper)
    {
        bool denied = user
            ? (walk->Rights & User) == 0 || (write && (walk->Rights & Write) == 0)
            : write && (walk->Rights & Write) == 0 && (s->Cr0 & Cr.Wp) != 0;
        if (denied)
        {
            return Present;
        }

        uint wanted = leaf | Accessed | (write ? Dirty : 0);
        walk->Dirty = (wanted & Dirty) != 0;
        walk->WasAccessed = (leaf & upper & Accessed) != 0;
        if (!commit)
        {
            return uint.MaxValue;
        }

        if (!walk->IsLarge && (upper & Accessed) == 0)
        {
            WriteEntry(s, walk->DirectoryAddress, upper | Accessed);
        }

        if (wanted != leaf)
        {
            WriteEntry(s, walk->IsLarge ? walk->DirectoryAddress : walk->TableAddress, wanted);
        }

        return uint.MaxValue;
    }

    /// <summary>Sets bits of an entry that nothing was made of without them, so no translation goes.</summary>
    private static void WriteEntry(CpuState* s, ulong address, uint value)
    {
        PhysicalPage* page = s->Host.Physical.Get((uint)(address >> 12));
        if (!page->IsRam)
        {
            s->Host.Memory.WriteValue(address & (s->Host.Memory.SizeBytes - 1), 4, value);
            return;
        }

        byte* place = page->Host + (address & 0xFFF);
        MemSlow.PrepareWrite(s, page, place, 4);
        *(uint*)place = value;
    }
}
