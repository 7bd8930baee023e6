// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ContributionCredits} from "../../../contracts/credits/ContributionCredits.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {TestBase} from "../Vm.sol";
import {SetOperators} from "../work/SetOperators.sol";
import {SetAuthority} from "../work/WorkDoubles.sol";
import {SetUnits} from "./SetUnits.sol";

/// @notice Three people earn, claim, lose work, wait, move to new accounts and try to transfer.
contract CreditsHandler is TestBase {
    ContributionCredits public credits;
    bool public moved;
    bool public rose;
    bool public fell;
    bool public overminted;
    uint256 public claims;
    uint256 public mints;
    SetOperators private _identities;
    address[3] private _people = [address(0x41), address(0x42), address(0x43)];
    SetUnits private _ledger;
    uint256[3] private _lifetimes;
    mapping(bytes32 key => uint256) private _mintedInEpoch;
    uint160 private _fresh = 0x5000;

    constructor() {
        SetAuthority authority = new SetAuthority();
        authority.allow(address(this));
        _ledger = new SetUnits();
        _identities = new SetOperators();
        for (uint256 i = 0; i < 3; ++i) _identities.add(i + 1, _people[i], i + 1);
        credits = new ContributionCredits(
            address(authority),
            IIdentityRegistry(address(_identities)),
            IWorkLedger(address(_ledger)),
            ContributionCredits.Settings(1000, 100, 10_000)
        );
        vm.warp(1_000_000);
    }

    function mint(uint256 who, bool service, uint256 amount) external {
        uint256 kind = service ? 2 : 0;
        uint256 to = (who % 3) + 1;
        amount = amount % 12_000;
        bytes32 key = keccak256(abi.encode(to, kind, block.timestamp / 100));
        try credits.mint(to, kind, amount, bytes32(0)) {
            _mintedInEpoch[key] += amount;
            ++mints;
        } catch {}
        if (_mintedInEpoch[key] > 10_000) overminted = true;
    }

    /// @dev Work is done, or taken back, as of now.
    function claim(uint256 who, uint256 work, bool isDebit) external {
        uint256 id = (who % 3) + 1;
        uint256 units = _ledger.unitsOf(id);
        work = work % 5_000;
        _ledger.set(id, isDebit ? units - (work < units ? work : units) : units + work);
        try credits.claim(id) {
            ++claims;
        } catch {}
        if (credits.lifetimeOf(id, 1) != _ledger.unitsOf(id)) overminted = true;
    }

    function wait_(uint256 time) external {
        uint256[9] memory before;
        for (uint256 i = 0; i < 9; ++i) before[i] = credits.recent(_people[i / 3], i % 3);
        vm.warp(block.timestamp + (time % 500));
        for (uint256 i = 0; i < 9; ++i) if (credits.recent(_people[i / 3], i % 3) > before[i]) rose = true;
    }

    function rekey(uint256 who) external {
        uint256 index = who % 3;
        uint256[6] memory before = _balances(_people[index]);
        _people[index] = address(++_fresh);
        _identities.rekey(index + 1, _people[index]);
        uint256[6] memory later = _balances(_people[index]);
        for (uint256 i = 0; i < 6; ++i) if (later[i] != before[i]) fell = true;
    }

    function transfer(uint256 who, uint256 to, uint256 kind, uint256 amount) external {
        address from = _people[who % 3];
        address into = _people[to % 3];
        vm.prank(from);
        try credits.safeTransferFrom(from, into, kind % 3, amount % 10, "") {
            moved = true;
        } catch {}
        vm.prank(from);
        try credits.setApprovalForAll(into, true) {
            moved = true;
        } catch {}
    }

    function lifetimesNeverFall() external returns (bool) {
        for (uint256 id = 1; id <= 3; ++id) {
            uint256 now_ = credits.lifetimeOf(id, 0) + credits.lifetimeOf(id, 2);
            if (now_ < _lifetimes[id - 1]) fell = true;
            _lifetimes[id - 1] = now_;
        }
        return !fell;
    }

    function _balances(address account) private view returns (uint256[6] memory all) {
        for (uint256 kind = 0; kind < 3; ++kind) {
            all[2 * kind] = credits.recent(account, kind);
            all[2 * kind + 1] = credits.lifetime(account, kind);
        }
    }

    function recentExceedsLifetime() external view returns (bool) {
        for (uint256 i = 0; i < 9; ++i) {
            if (credits.recent(_people[i / 3], i % 3) > credits.lifetime(_people[i / 3], i % 3)) return true;
        }
        return false;
    }
}

contract ContributionCreditsInvariantTest is TestBase {
    CreditsHandler private _handler;

    function setUp() public {
        _handler = new CreditsHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_recentIsAtMostLifetime() public view {
        assert(!_handler.recentExceedsLifetime());
    }

    function invariant_recentNeverRisesWithoutMint() public view {
        assert(!_handler.rose());
    }

    function invariant_nothingEverMoves() public view {
        assert(!_handler.moved());
    }

    function invariant_whatWasGivenIsNeverTakenBackByAnyMove() public {
        assert(_handler.lifetimesNeverFall());
    }

    function invariant_noneEarnsMoreThanItsWorkOrTheCeiling() public view {
        assert(!_handler.overminted());
    }
}
