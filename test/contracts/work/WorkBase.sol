// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {ContributionCredits} from "../../../contracts/credits/ContributionCredits.sol";
import {ExpertRegistry} from "../../../contracts/experts/ExpertRegistry.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IModelRegistry} from "../../../contracts/models/IModelRegistry.sol";
import {Beacon} from "../../../contracts/work/Beacon.sol";
import {ISpotCheck} from "../../../contracts/work/ISpotCheck.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {ProofJudge} from "../../../contracts/work/ProofJudge.sol";
import {ReceiptBook} from "../../../contracts/work/ReceiptBook.sol";
import {SpotCheck} from "../../../contracts/work/SpotCheck.sol";
import {WorkLedger} from "../../../contracts/work/WorkLedger.sol";
import {TestBase} from "../Vm.sol";
import {SetOperators} from "./SetOperators.sol";
import {SetAuthority, SetBeacon, SetCourt, SetExperts, SetModels} from "./WorkDoubles.sol";

/// @notice All of the work room under the numbers of production, with operators that are their own groups.
abstract contract WorkBase is TestBase {
    uint256 internal constant KEY = 0xA11CE;
    uint64 internal constant START = 100_000;
    uint64 internal constant MINIMUM = 10_000;

    SetOperators internal _operators;
    SetAuthority internal _authority;
    SetCourt internal _court;
    SetBeacon internal _beacon;
    SetModels internal _models;
    SetExperts internal _experts;
    ReceiptBook internal _book;
    WorkLedger internal _ledger;
    SpotCheck internal _check;
    ContributionCredits internal _credits;

    /// @dev Operators 1 to `count`, all enlisted; every second clean audit or none is looked at again by a lot of 0.
    function _deploy(uint256 count) internal {
        _deployWith(count, 0);
    }

    function _deployWith(uint256 count, uint16 recheck) internal {
        vm.warp(20_000 days);
        vm.roll(5_000);
        (_operators, _authority, _court) = (new SetOperators(), new SetAuthority(), new SetCourt());
        (_beacon, _models, _experts) = (new SetBeacon(), new SetModels(), new SetExperts());
        _authority.setCourt(address(_court));
        for (uint256 id = 1; id <= count; ++id) _operators.add(id, _account(id), id);
        _book = new ReceiptBook(IIdentityRegistry(address(_operators)), 1 days);
        _ledger = new WorkLedger(
            address(_authority),
            IOperatorRegistry(address(_operators)),
            Beacon(address(_beacon)),
            _workSettings()
        );
        ISpotCheck.Settings memory all = _checkSettings();
        all.recheck = recheck;
        _check = _makeCheck(all);
        _credits = new ContributionCredits(
            address(_authority),
            IIdentityRegistry(address(_operators)),
            _ledger,
            ContributionCredits.Settings(1000, 100, 10_000)
        );
        _authority.allow(address(this));
        _authority.allow(address(_check));
        for (uint256 id = 1; id <= count; ++id) _enlist(id);
        vm.warp(block.timestamp + 1);
    }

    function _makeCheck(ISpotCheck.Settings memory all) internal returns (SpotCheck) {
        return
            new SpotCheck(
                address(_authority),
                IOperatorRegistry(address(_operators)),
                _book,
                _ledger,
                Beacon(address(_beacon)),
                new ProofJudge(),
                ExpertRegistry(address(_experts)),
                IModelRegistry(address(_models)),
                all
            );
    }

    function _workSettings() internal pure returns (IWorkLedger.Settings memory) {
        return IWorkLedger.Settings(180 days, 1 days, 1e9, START, MINIMUM, 90 days, 3, 12, 90 days, 7);
    }

    function _checkSettings() internal pure returns (ISpotCheck.Settings memory) {
        return ISpotCheck.Settings(2 days, 1 days, 10 days, 7, 15, 0, 500, 3, 30 days, 90 days);
    }

    /// @dev Operator 1 has a key of its own, so that it can sign.
    function _account(uint256 id) internal pure returns (address) {
        return id == 1 ? vm.addr(KEY) : address(uint160(0x1000 + id));
    }

    function _enlist(uint256 id) internal {
        vm.prank(_operators.accountOf(id));
        _check.enlist();
    }

    function _delist(uint256 id) internal {
        vm.prank(_operators.accountOf(id));
        _check.delist();
    }

    function _epoch() internal view returns (uint64) {
        return uint64(block.timestamp / 1 days);
    }

    /// @dev Seals the running epoch.
    function _seal(uint256 id, uint64 units) internal returns (ReceiptBook.Seal memory) {
        return _sealRoot(id, _epoch(), keccak256(abi.encode("root", id, _epoch())), 10, units);
    }

    function _sealRoot(
        uint256 id,
        uint64 epoch,
        bytes32 root,
        uint32 count,
        uint64 units
    ) internal returns (ReceiptBook.Seal memory) {
        vm.prank(_operators.accountOf(id));
        _book.seal(epoch, root, count, units, "ipfs://r");
        return ReceiptBook.Seal(root, count, units, uint64(block.number), uint48(block.timestamp));
    }

    /// @dev Until the beacon has a value for whatever was fixed now.
    function _waitForSeed() internal {
        vm.warp((block.timestamp / 1 days + 2) * 1 days + 1);
    }

    function _sealAndDraw(uint256 id, uint64 units) internal returns (bytes32 key) {
        uint64 epoch = _epoch();
        ReceiptBook.Seal memory sealed_ = _seal(id, units);
        _waitForSeed();
        _check.draw(id, epoch, sealed_);
        return _check.keyOfEpoch(id, epoch);
    }

    /// @dev Who sits in the present panel.
    function _panel(bytes32 key) internal view returns (uint256[] memory panel) {
        (uint256[] memory all, ) = _check.seats(key);
        uint256 first = _check.audit(key).first;
        panel = new uint256[](all.length - first);
        for (uint256 i = 0; i < panel.length; ++i) panel[i] = all[first + i];
    }

    function _commitment(uint256 verifier, uint32 checked, uint32 failed) internal view returns (bytes32) {
        return
            keccak256(
                abi.encode(checked, failed, bytes32("verdicts"), bytes32("salt"), _operators.accountOf(verifier))
            );
    }

    function _commit(bytes32 key, uint256 verifier, uint32 checked, uint32 failed) internal {
        bytes32 commitment = _commitment(verifier, checked, failed);
        vm.prank(_operators.accountOf(verifier));
        _check.commit(key, commitment);
    }

    function _reveal(bytes32 key, uint256 verifier, uint32 checked, uint32 failed) internal {
        vm.prank(_operators.accountOf(verifier));
        _check.reveal(key, checked, failed, bytes32("verdicts"), bytes32("salt"), "ipfs://v");
    }

    /// @dev The present panel speaks: the i-th seat finds faults where faulty has its bit, nothing where mute has it, and
    /// says no word where silent has it.
    function _speak(bytes32 key, uint256 faulty, uint256 mute, uint256 silent) internal {
        uint256[] memory panel = _panel(key);
        for (uint256 i = 0; i < panel.length; ++i) {
            if ((silent >> i) & 1 == 0) _commit(key, panel[i], _checked(mute, i), _failed(faulty, i));
        }
        vm.warp(block.timestamp + 2 days);
        for (uint256 i = 0; i < panel.length; ++i) {
            if ((silent >> i) & 1 == 0) _reveal(key, panel[i], _checked(mute, i), _failed(faulty, i));
        }
        vm.warp(block.timestamp + 1 days);
    }

    /// @dev All of the present panel say clean, and the audit moves on.
    function _sayClean(bytes32 key) internal {
        _sayAndAdvance(key, 0, 0, 0);
    }

    function _sayAndAdvance(bytes32 key, uint256 faulty, uint256 mute, uint256 silent) internal {
        _speak(key, faulty, mute, silent);
        _waitForSeed();
        _check.advance(key);
    }

    function _creditWork(uint256 id, uint64 units) internal returns (bytes32 key) {
        key = _sealAndDraw(id, units);
        _sayClean(key);
        vm.warp(block.timestamp + 10 days);
        _check.settle(key);
    }

    /// @dev Credits by the ledger alone, day by day.
    function _work(uint256 id, uint64 units, uint256 days_) internal {
        for (uint256 i = 0; i < days_; ++i) {
            _ledger.credit(id, units);
            vm.warp(block.timestamp + 1 days);
        }
    }

    function _stage(bytes32 key) internal view returns (ISpotCheck.Stage) {
        return _check.audit(key).stage;
    }

    function _pair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return Hashes.commutativeKeccak256(a, b);
    }

    function _path(bytes32 sibling) internal pure returns (bytes32[] memory path) {
        path = new bytes32[](1);
        path[0] = sibling;
    }

    function _reverts(bytes memory error) internal {
        vm.expectRevert(error);
    }

    function _checked(uint256 mute, uint256 i) private pure returns (uint32) {
        return (mute >> i) & 1 == 1 ? 0 : 8;
    }

    function _failed(uint256 faulty, uint256 i) private pure returns (uint32) {
        return (faulty >> i) & 1 == 1 ? 1 : 0;
    }
}
