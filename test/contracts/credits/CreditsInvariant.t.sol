// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {ContributionCredits} from "../../../contracts/credits/ContributionCredits.sol";
import {IContributionCredits} from "../../../contracts/credits/IContributionCredits.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {TestBase} from "../Vm.sol";
import {SetOperators} from "../work/SetOperators.sol";

/// @notice Three people earn, claim, wait, move to new accounts and try to transfer.
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
    uint256[3] private _lifetimes;
    mapping(uint256 operatorId => uint256) private _worked;
    mapping(bytes32 key => uint256) private _mintedInEpoch;
    uint48 private _cutoff;
    uint160 private _fresh = 0x5000;

    constructor() {
        AccessManager authority = new AccessManager(address(this));
        _identities = new SetOperators();
        for (uint256 i = 0; i < 3; ++i) _identities.add(i + 1, _people[i], "group");
        credits = new ContributionCredits(
            address(authority),
            IIdentityRegistry(address(_identities)),
            IContributionCredits.Settings(1000, 100, 10_000)
        );
        vm.warp(1_000_000);
    }

    function mint(uint256 who, bool service, uint256 amount) external {
        uint256 kind = service ? 2 : 0;
        address to = _people[who % 3];
        amount = amount % 12_000;
        bytes32 key = keccak256(abi.encode(to, kind, block.timestamp / 100));
        try credits.mint(to, kind, amount, bytes32(0)) {
            _mintedInEpoch[key] += amount;
            ++mints;
        } catch {}
        if (_mintedInEpoch[key] > 10_000) overminted = true;
    }

    /// @dev The root is the leaf of one operator, its work as of now.
    function claim(uint256 who, uint256 work) external {
        uint256 id = (who % 3) + 1;
        _worked[id] += work % 5_000;
        address account = _identities.accountOf(id);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(id, account, _worked[id]))));
        credits.setRoot(leaf, ++_cutoff);
        try credits.claim(id, account, _worked[id], new bytes32[](0)) {
            ++claims;
        } catch {}
        if (credits.claimed(id) != _worked[id]) overminted = true;
    }

    function wait_(uint256 time) external {
        uint256[9] memory before;
        for (uint256 i = 0; i < 9; ++i) before[i] = credits.recent(_people[i / 3], i % 3);
        vm.warp(block.timestamp + (time % 500));
        for (uint256 i = 0; i < 9; ++i) if (credits.recent(_people[i / 3], i % 3) > before[i]) rose = true;
    }

    function rekey(uint256 who) external {
        uint256 index = who % 3;
        uint256 recent = credits.recent(_people[index], 1);
        uint256 lifetime = credits.lifetime(_people[index], 1);
        _people[index] = address(++_fresh);
        _identities.rekey(index + 1, _people[index]);
        if (credits.recent(_people[index], 1) != recent || credits.lifetime(_people[index], 1) != lifetime) fell = true;
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
            uint256 now_ = credits.claimed(id);
            if (now_ < _lifetimes[id - 1]) fell = true;
            _lifetimes[id - 1] = now_;
        }
        return !fell;
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

    function invariant_lifetimesNeverFall() public {
        assert(_handler.lifetimesNeverFall());
    }

    function invariant_noneEarnsMoreThanItsWorkOrTheCeiling() public view {
        assert(!_handler.overminted());
    }
}
